/** How fast bytes come, from the last few seconds, and how long the rest takes. */

/** Shorter, the number would jump; longer, it would tell of a network that is gone. */
const WINDOW_MS = 5000;
/** Before that there is nothing to tell. */
const LEAST_MS = 500;

export class Speed {
	readonly #seen: { readonly ms: number; readonly bytes: number }[] = [];

	/** `bytes`: all that is there at `ms`; fewer than before where a part is fetched again. */
	note(ms: number, bytes: number): void {
		const last = this.#seen.at(-1);
		if (last !== undefined && bytes < last.bytes) this.#seen.length = 0;
		this.#seen.push({ ms, bytes });
		while ((this.#seen[1]?.ms ?? Infinity) <= ms - WINDOW_MS) this.#seen.shift();
	}

	/** null: not known yet. */
	get bytesPerSecond(): number | null {
		const [first, last] = [this.#seen[0], this.#seen.at(-1)];
		if (first === undefined || last === undefined || last.ms - first.ms < LEAST_MS) return null;
		return ((last.bytes - first.bytes) / (last.ms - first.ms)) * 1000;
	}

	/** Seconds until `total` bytes are there; null: not known, or nothing comes. */
	secondsLeft(total: number | null): number | null {
		const speed = this.bytesPerSecond;
		const last = this.#seen.at(-1);
		if (total === null || last === undefined || speed === null || speed <= 0) return null;
		return Math.max(0, total - last.bytes) / speed;
	}
}
