/** ROUGE-L's f-measure, and what a threshold on it says about lengths. */

/** Records with more words are compared one by one: a posting's key has room for this many. */
export const MOST_INDEXED_WORDS = 4095;

/** What a text of one length asks of its partners. */
export type LengthPlan = {
	/** Lengths in words of the partners that could pass; `longest` 0 when none could. */
	readonly shortest: number;
	readonly longest: number;
	/** The least that any partner must share with the text, in words. */
	readonly fewestShared: number;
	/** By the partner's length: how many words must be shared; rises with the length. */
	readonly sharedByLength: Int32Array;
};

/**
 * f = 2pr/(p+r), 0–1, with p = lcs/m and r = lcs/n, in just these doubles: at exact ties (7 of 7 and
 * 13 at 0.7) they decide, and they decide as rouge-score 0.1.2 does. 0 when nothing is shared.
 */
export function fMeasure(lcs: number, m: number, n: number): number {
	if (lcs === 0) return 0;
	const precision = lcs / m;
	const recall = lcs / n;
	return (2 * precision * recall) / (precision + recall);
}

/** The lengths and shared words that f > threshold asks for; plans are kept once made. */
export class LengthPlans {
	readonly #threshold: number;
	readonly #plans: LengthPlan[] = [];
	readonly #fewest: number[] = [];

	constructor(threshold: number) {
		if (!(threshold > 0 && threshold < 1))
			throw new RangeError(
				`threshold: expected more than 0 and less than 1, got ${String(threshold)}`,
			);
		this.#threshold = threshold;
	}

	/** Smallest LCS of texts of m and n words with f > threshold; more than min(m, n) when there is none. */
	sharedNeeded(m: number, n: number): number {
		const threshold = this.#threshold;
		// f is nearly 2·lcs/(m+n): start one below and let the doubles decide.
		let shared = Math.max(1, Math.floor((threshold * (m + n)) / 2) - 1);
		while (shared <= Math.min(m, n) && fMeasure(shared, m, n) <= threshold) shared++;
		return shared;
	}

	/** The least that any partner must share with a record of n words: all of the shortest partner. */
	fewestShared(n: number): number {
		const known = this.#fewest[n];
		if (known !== undefined) return known;
		let m = Math.max(1, Math.floor((n * this.#threshold) / (2 - this.#threshold)) - 1);
		while (m < n && this.sharedNeeded(m, n) > m) m++;
		const fewest = Math.min(n, this.sharedNeeded(m, n));
		this.#fewest[n] = fewest;
		return fewest;
	}

	/** The plan for a text of m words against indexed records. */
	planFor(m: number): LengthPlan {
		const known = this.#plans[m];
		if (known !== undefined) return known;
		const ratio = this.#threshold / (2 - this.#threshold);
		const first = Math.max(1, Math.floor(m * ratio) - 1);
		const last = Math.min(MOST_INDEXED_WORDS, Math.ceil(m / ratio) + 1);
		const sharedByLength = new Int32Array(Math.max(0, last) + 1);
		let shortest = 0;
		let longest = 0;
		let fewestShared = Number.MAX_SAFE_INTEGER;
		for (let n = first; n <= last; n++) {
			const shared = this.sharedNeeded(m, n);
			sharedByLength[n] = shared;
			if (shared > Math.min(m, n)) continue;
			if (shortest === 0) shortest = n;
			longest = n;
			fewestShared = Math.min(fewestShared, shared);
		}
		const plan = { shortest, longest, fewestShared, sharedByLength };
		this.#plans[m] = plan;
		return plan;
	}
}
