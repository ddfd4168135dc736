/** How many prompts go through the student at once: tried on the first prompts' real work, then kept. */

const SIZES = [8, 16, 32, 64];
/** Below this share of the best a size is worse, and larger ones will be too. */
const CLEARLY_WORSE = 0.8;
/** A larger size must gain this much: answers come sooner from a smaller one. */
const WORTH_IT = 1.05;

export class BatchSize {
	#trying: number[];
	#best: { readonly size: number; readonly rate: number } | null = null;

	/** `known`: measured before on this device; null: measure. */
	constructor(known: number | null) {
		this.#trying = known === null ? [...SIZES] : [];
		if (known !== null) this.#best = { size: known, rate: 0 };
	}

	/** Prompts that the next batch should have. */
	get next(): number {
		return this.#trying[0] ?? this.#best?.size ?? SIZES[0] ?? 1;
	}

	/** The size found; null while sizes are being tried. */
	get found(): number | null {
		return this.#trying.length === 0 ? (this.#best?.size ?? null) : null;
	}

	/** A batch of `rows` went through: `tokens` of prompts and answers, padding included, in `ms`. */
	took(rows: number, tokens: number, ms: number): void {
		// The last prompts may not fill a batch, and a long prompt may have cut it: no measure of this size.
		if (rows !== this.#trying[0]) return;
		this.#trying.shift();
		const rate = tokens / ms;
		if (this.#best === null || rate > this.#best.rate * WORTH_IT) this.#best = { size: rows, rate };
		else if (rate < this.#best.rate * CLEARLY_WORSE) this.#trying = [];
	}
}
