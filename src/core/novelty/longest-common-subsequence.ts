/** The length of the longest common subsequence, 32 (or 30) words of the query at a time. */
import { bitCount } from './growing.ts';

/** Queries up to this many words fit one number. */
const WORDS_IN_ONE_MASK = 32;
/** Of longer queries a number holds 30 words, so that the carry is seen in the sum. */
const WORDS_IN_A_MASK = 30;
const ALL_IN_A_MASK = 0x3fffffff;

/**
 * Where each word of a query stands, as bits, by the word's number; one query at a time.
 * LCS: Hyyrö, "Bit-parallel LCS-length computation revisited", 2004.
 */
export class QueryMasks {
	#masks = new Int32Array(256);
	/** Long queries: the masks' numbers are places in here; place 0 stands for no partner. */
	#rows: Int32Array[] = [];
	#state = new Int32Array(0);

	/** Takes the numbers of the query's first `length` words, −1 for a word that no record has. */
	set(query: Int32Array, length: number, vocabularySize: number): void {
		if (this.#masks.length < vocabularySize)
			this.#masks = new Int32Array(Math.floor(vocabularySize * 1.5));
		const masks = this.#masks;
		if (length <= WORDS_IN_ONE_MASK) {
			for (let at = 0; at < length; at++) {
				const word = query[at] as number;
				if (word >= 0) masks[word] = (masks[word] as number) | (1 << at);
			}
			return;
		}
		const width = Math.ceil(length / WORDS_IN_A_MASK);
		this.#state = new Int32Array(width);
		this.#rows = [new Int32Array(width)];
		for (let at = 0; at < length; at++) {
			const word = query[at] as number;
			if (word < 0) continue;
			if (masks[word] === 0) masks[word] = this.#rows.push(new Int32Array(width)) - 1;
			const row = this.#rows[masks[word] as number] as Int32Array;
			const place = Math.floor(at / WORDS_IN_A_MASK);
			row[place] = (row[place] as number) | (1 << (at % WORDS_IN_A_MASK));
		}
	}

	/** Forgets the query given to `set`. */
	clear(query: Int32Array, length: number): void {
		for (let at = 0; at < length; at++) {
			const word = query[at] as number;
			if (word >= 0) this.#masks[word] = 0;
		}
		if (this.#rows.length > 0) this.#rows = [];
	}

	/**
	 * LCS of the query and words[from … to), or −1 as soon as more than `slack` of these words are
	 * seen to have no partner.
	 */
	lcs(words: Int32Array, from: number, to: number, slack: number): number {
		return this.#rows.length === 0
			? this.#lcsInOneMask(words, from, to, slack)
			: this.#lcsInRows(words, from, to, slack);
	}

	#lcsInOneMask(words: Int32Array, from: number, to: number, slack: number): number {
		const masks = this.#masks;
		let left = slack;
		let state = -1;
		for (let at = from; at < to; at++) {
			const mask = masks[words[at] as number] as number;
			if (mask === 0) {
				if (--left < 0) return -1;
				continue;
			}
			state = (state + (state & mask)) | (state & ~mask);
		}
		return bitCount(~state);
	}

	#lcsInRows(words: Int32Array, from: number, to: number, slack: number): number {
		const masks = this.#masks;
		const state = this.#state.fill(ALL_IN_A_MASK);
		let left = slack;
		for (let at = from; at < to; at++) {
			const number = masks[words[at] as number] as number;
			if (number === 0) {
				if (--left < 0) return -1;
				continue;
			}
			const row = this.#rows[number] as Int32Array;
			let carry = 0;
			for (let place = 0; place < state.length; place++) {
				const before = state[place] as number;
				const mask = row[place] as number;
				const sum = before + (before & mask) + carry;
				carry = sum >>> WORDS_IN_A_MASK;
				state[place] = (sum & ALL_IN_A_MASK) | (before & ~mask);
			}
		}
		let shared = 0;
		for (const bits of state) shared += bitCount(~bits & ALL_IN_A_MASK);
		return shared;
	}
}
