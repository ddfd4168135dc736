/** A limit as a tank that holds one period's worth, runs full evenly, and may be overdrawn by what was underestimated. */

/** From the moment at which a call goes out until the provider lets it in, at most. */
export const ON_THE_WAY_MS = 1000;

export class Tank {
	#limit: number;
	#periodMs: number;
	#level: number;
	#at: number;
	/** Share of the limit that may be saved up, 0–1. */
	#depth = 1;
	/** Share of the limit's rate that is used, 0–1. */
	#pace = 1;
	#largest = 1;

	/** Full at `now` (ms of any steady clock) unless `level` says otherwise. */
	constructor(limit: number, periodMs: number, now: number, level = limit) {
		this.#limit = limit;
		this.#periodMs = periodMs;
		this.#level = Math.min(level, this.#capacity);
		this.#at = now;
	}

	get limit(): number {
		return this.#limit;
	}

	/** What runs in, a millisecond. */
	get perMs(): number {
		return (this.#pace * this.#limit) / this.#periodMs;
	}

	/**
	 * The most that it holds: less than the limit by what runs in while a call is on its way, since the provider's own tank
	 * overflows until that call arrives. At least the largest call, which would else never go out.
	 */
	get #capacity(): number {
		return Math.max(this.#depth * this.#limit - this.perMs * ON_THE_WAY_MS, this.#largest);
	}

	level(now: number): number {
		const grown = this.#level + this.perMs * Math.max(0, now - this.#at);
		return Math.min(grown, Math.max(this.#level, this.#capacity));
	}

	/** Until `amount` may be taken, in ms; a call larger than the limit goes out when the tank is full. */
	waitMs(amount: number, now: number): number {
		this.#largest = Math.max(this.#largest, Math.min(amount, this.#limit));
		const missing = Math.min(amount, this.#capacity) - this.level(now);
		// Sums of parts of a millisecond may fall short of the whole by a rounding error, and would be waited for again.
		return missing <= 1e-6 ? 0 : missing / this.perMs;
	}

	take(amount: number, now: number): void {
		this.#set(this.level(now) - amount, now);
	}

	giveBack(amount: number, now: number): void {
		this.#set(this.level(now) + amount, now);
	}

	/** The level is known better. */
	setLevel(level: number, now: number): void {
		this.#set(level, now);
	}

	/** The limit itself is another one; what is in the tank stays as far as it fits. */
	setLimit(limit: number, periodMs: number, now: number): void {
		if (limit === this.#limit && periodMs === this.#periodMs) return;
		const level = this.level(now);
		this.#limit = limit;
		this.#periodMs = periodMs;
		this.#largest = Math.min(this.#largest, limit);
		this.#set(level, now);
	}

	/** The provider keeps to less than this limit: empty from now on, shallower, slower; never below a twentieth. */
	narrow(now: number): void {
		const level = Math.min(0, this.level(now));
		this.#depth = Math.max(0.05, this.#depth / 2);
		this.#pace = Math.max(0.05, this.#pace * 0.8);
		this.#set(level, now);
	}

	/** Long nothing was refused: a tenth faster and deeper, up to the limit itself. */
	widen(now: number): void {
		this.#set(this.level(now), now);
		this.#depth = Math.min(1, this.#depth * 1.1);
		this.#pace = Math.min(1, this.#pace * 1.1);
	}

	#set(level: number, now: number): void {
		this.#level = Math.min(level, this.#capacity);
		this.#at = Math.max(this.#at, now);
	}
}
