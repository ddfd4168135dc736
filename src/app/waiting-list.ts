/** Those who wait to be let in, by rank and then by time; who is aborted leaves at once. */

type Waiter<What, Pass> = {
	readonly what: What;
	readonly rank: number;
	readonly go: (pass: Pass) => void;
	readonly giveUp: (reason: unknown) => void;
	readonly signal: AbortSignal;
};

export class WaitingList<What, Pass> {
	#waiting: Waiter<What, Pass>[] = [];
	readonly #watched = new WeakSet<AbortSignal>();
	readonly #left: () => void;

	/** `left`: somebody gave up, so that another one may be the first. */
	constructor(left: () => void) {
		this.#left = left;
	}

	/** What the first one waits with; undefined when nobody waits. */
	get first(): What | undefined {
		return this.#waiting[0]?.what;
	}

	/** Resolves when let in, with what was given then; lower ranks go first. Rejects with the signal's reason when it aborts. */
	async add(what: What, rank: number, signal: AbortSignal): Promise<Pass> {
		signal.throwIfAborted();
		this.#watch(signal);
		return new Promise((go, giveUp) => {
			const behind = this.#waiting.findIndex((other) => other.rank > rank);
			const place = behind < 0 ? this.#waiting.length : behind;
			this.#waiting.splice(place, 0, { what, rank, go, giveUp, signal });
		});
	}

	letFirstIn(pass: Pass): void {
		this.#waiting.shift()?.go(pass);
	}

	/** One listener a signal: thousands may wait on the same one, and adding a listener reads all that are there. */
	#watch(signal: AbortSignal): void {
		if (this.#watched.has(signal)) return;
		this.#watched.add(signal);
		const giveUpAll = () => {
			const theirs = this.#waiting.filter((waiter) => waiter.signal === signal);
			this.#waiting = this.#waiting.filter((waiter) => waiter.signal !== signal);
			for (const { giveUp } of theirs) giveUp(signal.reason);
			this.#left();
		};
		signal.addEventListener('abort', giveUpAll, { once: true });
	}
}
