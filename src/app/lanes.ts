/** The lanes on which calls go out: how many at once, fewer when the provider slows us down, and a hold for all. */
import { AppError } from '../core/error.ts';
import type { Clock, Sleep } from './ports.ts';

/** Replies for each lane before one more is tried. */
const REPLIES_TO_WIDEN = 10;

type Waiter = {
	readonly go: () => void;
	readonly giveUp: (reason: unknown) => void;
	readonly signal: AbortSignal;
};

export class Lanes {
	readonly #widest: number;
	readonly #clock: Clock;
	readonly #sleep: Sleep;
	#waiting: Waiter[] = [];
	readonly #watched = new WeakSet<AbortSignal>();
	#width: number;
	#busy = 0;
	#heldUntil = 0;
	#repliesSinceChange = 0;

	/** `widest`: calls in flight at once, 1–256; throws AppError 'bug/lanes' outside of it. */
	constructor(widest: number, clock: Clock, sleep: Sleep) {
		if (!Number.isInteger(widest) || widest < 1 || widest > 256)
			throw new AppError('bug/lanes', `expected 1 to 256 calls in flight, got ${widest}`);
		this.#widest = widest;
		this.#width = widest;
		this.#clock = clock;
		this.#sleep = sleep;
	}

	/** Lanes in use now. */
	get busy(): number {
		return this.#busy;
	}

	/** Lanes that may be in use. */
	get width(): number {
		return this.#width;
	}

	/** Carries out `work` when a lane is free and no hold is left; `isRetry` goes before those that wait. */
	async run<T>(work: () => Promise<T>, signal: AbortSignal, isRetry = false): Promise<T> {
		await this.#enter(signal, isRetry);
		try {
			await this.#untilFree(signal);
			return await work();
		} finally {
			this.#leave();
		}
	}

	/**
	 * From now on nothing goes out for `ms`; a longer hold stays. The first call that is held back halves the lanes: those
	 * that were in flight with it only say the same again.
	 */
	hold(ms: number): void {
		const now = this.#clock();
		if (this.#heldUntil <= now) {
			this.#width = Math.max(1, Math.floor(this.#width / 2));
			this.#repliesSinceChange = 0;
		}
		this.#heldUntil = Math.max(this.#heldUntil, now + ms);
	}

	/** A call was answered: after ten for each lane there is one more. */
	answered(): void {
		if (this.#width === this.#widest) return;
		this.#repliesSinceChange++;
		if (this.#repliesSinceChange < REPLIES_TO_WIDEN * this.#width) return;
		this.#width++;
		this.#repliesSinceChange = 0;
		if (this.#busy < this.#width) this.#letIn();
	}

	async #untilFree(signal: AbortSignal): Promise<void> {
		for (;;) {
			const leftMs = this.#heldUntil - this.#clock();
			if (leftMs <= 0) return;
			await this.#sleep(leftMs, signal);
		}
	}

	async #enter(signal: AbortSignal, isRetry: boolean): Promise<void> {
		signal.throwIfAborted();
		if (this.#busy < this.#width) {
			this.#busy++;
			return;
		}
		this.#watch(signal);
		await new Promise<void>((go, giveUp) => {
			const waiter = { go, giveUp, signal };
			if (isRetry) this.#waiting.unshift(waiter);
			else this.#waiting.push(waiter);
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

	#leave(): void {
		this.#busy--;
		if (this.#busy < this.#width) this.#letIn();
	}

	#letIn(): void {
		const next = this.#waiting.shift();
		if (next === undefined) return;
		this.#busy++;
		next.go();
	}
}
