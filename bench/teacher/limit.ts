/** One limit of the bench's provider: a bucket of a minute's worth that fills evenly, and what was taken of it in all. */

type Entry = { readonly at: number; readonly amount: number };

export class Limit {
	#perMinute: number;
	#level: number;
	#at = 0;
	#since = 0;
	#allowedBefore: number;
	readonly #taken: Entry[] = [];

	constructor(perMinute: number) {
		this.#perMinute = perMinute;
		this.#level = perMinute;
		this.#allowedBefore = perMinute;
	}

	get perMinute(): number {
		return this.#perMinute;
	}

	begin(now: number): void {
		this.#at = now;
		this.#since = now;
	}

	level(now: number): number {
		return Math.min(this.#perMinute, this.#level + (now - this.#at) * (this.#perMinute / 60_000));
	}

	waitMs(amount: number, now: number): number {
		return Math.max(0, amount - this.level(now)) / (this.#perMinute / 60_000);
	}

	fullInMs(now: number): number {
		return (this.#perMinute - this.level(now)) / (this.#perMinute / 60_000);
	}

	/** Takes `amount`, of which `settle` gives back what was not used in the end. */
	take(amount: number, now: number): { readonly settle: (used: number, now: number) => void } {
		this.#set(this.level(now) - amount, now);
		let entry = { at: now, amount };
		this.#taken.push(entry);
		return {
			settle: (used, then) => {
				this.#set(this.level(then) + amount - used, then);
				const place = this.#taken.indexOf(entry);
				entry = { ...entry, amount: used };
				this.#taken[place] = entry;
			},
		};
	}

	lower(to: number, now: number): void {
		const level = this.level(now);
		this.#allowedBefore += (now - this.#since) * (this.#perMinute / 60_000);
		this.#since = now;
		this.#perMinute = Math.floor(this.#perMinute * to);
		this.#set(level, now);
	}

	/** Taken until `now`, of all that was there at the start and has run in since, 0–1. */
	usedShare(now: number): number {
		const taken = this.#taken.reduce((sum, { at, amount }) => (at <= now ? sum + amount : sum), 0);
		return taken / (this.#allowedBefore + (now - this.#since) * (this.#perMinute / 60_000));
	}

	#set(level: number, now: number): void {
		this.#level = Math.min(this.#perMinute, level);
		this.#at = now;
	}
}
