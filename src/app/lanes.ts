/** The lanes on which calls go out: how many at once, and a hold that all of them obey. */
import { AppError } from '../core/error.ts';
import type { Clock, Sleep } from './ports.ts';

export class Lanes {
	readonly #width: number;
	readonly #clock: Clock;
	readonly #sleep: Sleep;
	#waiting: Waiter[] = [];
	readonly #watched = new WeakSet<AbortSignal>();
	#busy = 0;
	#heldUntil = 0;

	/** `width`: calls in flight at once, 1–256; throws AppError 'bug/lanes' outside of it. */
	constructor(width: number, clock: Clock, sleep: Sleep) {
		if (!Number.isInteger(width) || width < 1 || width > 256)
			throw new AppError('bug/lanes', `expected 1 to 256 calls in flight, got ${width}`);
		this.#width = width;
		this.#clock = clock;
		this.#sleep = sleep;
	}

	/** Calls in flight now, those that wait for a retry included. */
	get busy(): number {
		return this.#busy;
	}

	/** Carries out `work` when a lane is free. */
	async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
		await this.#enter(signal);
		try {
			return await work();
		} finally {
			this.#leave();
		}
	}

	/** From now on nothing goes out for `ms`; a longer hold stays. */
	hold(ms: number): void {
		this.#heldUntil = Math.max(this.#heldUntil, this.#clock() + ms);
	}

	/** Waits until no hold is left. */
	async untilFree(signal: AbortSignal): Promise<void> {
		for (;;) {
			const leftMs = this.#heldUntil - this.#clock();
			if (leftMs <= 0) return;
			await this.#sleep(leftMs, signal);
		}
	}

	async #enter(signal: AbortSignal): Promise<void> {
		signal.throwIfAborted();
		if (this.#busy < this.#width) {
			this.#busy++;
			return;
		}
		this.#watch(signal);
		await new Promise<void>((go, giveUp) => {
			this.#waiting.push({ go, giveUp, signal });
		});
	}

	/** One listener a signal: thousands may wait on the same one, and adding a listener reads all that are there. */
	#watch(signal: AbortSignal): void {
		if (this.#watched.has(signal)) return;
		this.#watched.add(signal);
		const giveUpAll = () => {
			const theirs = this.#waiting.filter((waiter) => waiter.signal === signal);
			this.#waiting = this.#waiting.filter((waiter) => waiter.signal !== signal);
			for (const { giveUp } of theirs) giveUp(signal.reason);
		};
		signal.addEventListener('abort', giveUpAll, { once: true });
	}

	/** The lane goes to the next in line, so `busy` stays as it is. */
	#leave(): void {
		const next = this.#waiting.shift();
		if (next === undefined) this.#busy--;
		else next.go();
	}
}

type Waiter = {
	readonly go: () => void;
	readonly giveUp: (reason: unknown) => void;
	readonly signal: AbortSignal;
};
