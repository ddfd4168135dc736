/** One call's own signal: aborted by the caller or when time is up, and telling which. */

export class TimeLimit {
	readonly #outer: AbortSignal;
	readonly #own = new AbortController();
	readonly #limitMs: number;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#isTimedOut = false;

	/** Counts from now; throws the signal's reason when it is aborted already. */
	constructor(outer: AbortSignal, limitMs: number) {
		outer.throwIfAborted();
		this.#outer = outer;
		this.#limitMs = limitMs;
		outer.addEventListener('abort', this.#giveUp);
		this.restart();
	}

	get signal(): AbortSignal {
		return this.#own.signal;
	}

	get isTimedOut(): boolean {
		return this.#isTimedOut;
	}

	/** Gives the full time again. */
	restart(): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => {
			this.#isTimedOut = true;
			this.#own.abort();
		}, this.#limitMs);
	}

	end(): void {
		clearTimeout(this.#timer);
		this.#outer.removeEventListener('abort', this.#giveUp);
	}

	readonly #giveUp = () => {
		this.#own.abort(this.#outer.reason);
	};
}
