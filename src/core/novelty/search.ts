/** One query against an index: candidates from the postings, bounds by signature, then the LCS. */
import { bitCount } from './growing.ts';
import { QueryMasks } from './longest-common-subsequence.ts';
import type { SortedPostings, TailPostings } from './postings.ts';
import { longBit, type Records, shortBit, sortFalling } from './records.ts';
import { fMeasure, type LengthPlan, type LengthPlans, MOST_INDEXED_WORDS } from './rouge-l.ts';
import type { Vocabulary } from './vocabulary.ts';
import type { WordList } from './word-list.ts';

/** The postings to look through; together they hold each indexed record once. */
export type Layers = {
	readonly sorted: SortedPostings;
	readonly tails: readonly TailPostings[];
	/** Records too long for postings. */
	readonly oversized: readonly number[];
};

/** Below this many words the short signature says all that the long one can. */
const FEWEST_WORDS_FOR_LONG_SIGNATURE = 6;

/** Reused from query to query, since its arrays are as large as the vocabulary and the records. */
export class Search {
	/** The best partner so far; −1 when there is none. */
	record = -1;
	rougeL = 0;
	readonly #records: Records;
	readonly #vocabulary: Vocabulary;
	readonly #plans: LengthPlans;
	readonly #masks = new QueryMasks();
	#timesSeen = new Uint16Array(0);
	/** The number of the query that last compared the record. */
	#comparedBy = new Uint32Array(0);
	#queryNumber = 0;
	// The current query: its words, its known elements (rarest first), how many can have a partner.
	#words = new Int32Array(64);
	#length = 0;
	#elements = new Int32Array(64);
	#known = 0;
	#plan: LengthPlan;
	#shortSignature = 0;
	readonly #longSignature = new Int32Array(4);
	#firstOnly = false;

	constructor(records: Records, vocabulary: Vocabulary, plans: LengthPlans) {
		this.#records = records;
		this.#vocabulary = vocabulary;
		this.#plans = plans;
		this.#plan = plans.planFor(1);
	}

	/** Looks for the best partner, or, with `firstOnly`, for any; true when there is one. */
	run(words: WordList, layers: Layers, firstOnly: boolean): boolean {
		this.record = -1;
		this.rougeL = 0;
		if (words.count === 0 || this.#records.count === 0) return false;
		this.#firstOnly = firstOnly;
		this.#prepare(words);
		this.#lookThroughPostings(layers);
		if (!this.#isDone) this.#lookThroughOversized(layers.oversized);
		this.#masks.clear(this.#words, this.#length);
		return this.record >= 0;
	}

	get #isDone(): boolean {
		return this.#firstOnly && this.record >= 0;
	}

	#prepare(words: WordList): void {
		const size = this.#vocabulary.size;
		if (this.#timesSeen.length < size) this.#timesSeen = new Uint16Array(Math.floor(size * 1.5));
		if (this.#comparedBy.length < this.#records.count)
			this.#comparedBy = new Uint32Array(Math.floor(this.#records.count * 1.5));
		this.#queryNumber++;
		this.#length = words.count;
		if (this.#words.length < words.count) {
			this.#words = new Int32Array(words.count * 2);
			this.#elements = new Int32Array(words.count * 2);
		}
		this.#plan = this.#plans.planFor(words.count);
		this.#readElements(words);
		sortFalling(this.#elements, this.#known);
		this.#masks.set(this.#words, words.count, size);
	}

	#readElements({ text, count, starts, ends }: WordList): void {
		const timesSeen = this.#timesSeen;
		const long = this.#longSignature.fill(0);
		let short = 0;
		let known = 0;
		for (let at = 0; at < count; at++) {
			const word = this.#vocabulary.wordNumber(text, starts[at] as number, ends[at] as number);
			this.#words[at] = word;
			if (word < 0) continue;
			const repeat = timesSeen[word] as number;
			if (repeat > MOST_INDEXED_WORDS) continue;
			timesSeen[word] = repeat + 1;
			const element = this.#vocabulary.element(word, repeat);
			if (element === undefined) continue;
			this.#elements[known++] = element;
			short |= shortBit(element);
			const bit = longBit(element);
			long[bit >> 5] = (long[bit >> 5] as number) | (1 << (bit & 31));
		}
		for (let at = 0; at < count; at++) {
			const word = this.#words[at] as number;
			if (word >= 0) timesSeen[word] = 0;
		}
		this.#shortSignature = short;
		this.#known = known;
	}

	#lookThroughPostings({ sorted, tails }: Layers): void {
		const elements = this.#elements;
		for (let at = 0; at < this.#known; at++) {
			// A partner not met yet shares only what follows.
			const remaining = this.#known - at;
			if (remaining < this.#plan.fewestShared) return;
			const element = elements[at] as number;
			if (element < sorted.elementCount && this.#scan(sorted, element, remaining)) return;
			for (const tail of tails)
				if (element < tail.heads.length && this.#scanTail(tail, element, remaining)) return;
		}
	}

	/** True when the search is over. */
	#scan(sorted: SortedPostings, element: number, remaining: number): boolean {
		const row = sorted.rows[element] as number;
		return row < 0
			? this.#scanFew(sorted, element, remaining)
			: this.#scanMany(sorted, row, remaining);
	}

	/** Each length's postings where its row says that they begin; true when the search is over. */
	#scanMany(sorted: SortedPostings, row: number, remaining: number): boolean {
		const { keys, signatures, records, lengthStarts } = sorted;
		const { shortest, longest, sharedByLength } = this.#plan;
		const known = this.#known;
		const own = this.#shortSignature;
		const last = Math.min(longest, sorted.longest);
		for (let length = shortest; length <= last; length++) {
			const shared = sharedByLength[length] as number;
			// It rises with the length: no later record can pass.
			if (remaining < shared) return false;
			const end = lengthStarts[row + length + 1] as number;
			const lastKey = (length << 16) | (length - shared);
			for (let place = lengthStarts[row + length] as number; place < end; place++) {
				if ((keys[place] as number) > lastKey) break;
				const other = signatures[place] as number;
				if (bitCount(other & ~own) > length - shared || bitCount(own & ~other) > known - shared)
					continue;
				if (this.#compare(records[place] as number, length, shared) && this.#firstOnly) return true;
			}
		}
		return false;
	}

	/** Galloping over what can't pass; true when the search is over. */
	#scanFew(sorted: SortedPostings, element: number, remaining: number): boolean {
		const { keys, signatures } = sorted;
		const { shortest, longest, sharedByLength } = this.#plan;
		const known = this.#known;
		const own = this.#shortSignature;
		const end = sorted.starts[element + 1] as number;
		let place = sorted.starts[element] as number;
		while (place < end) {
			const key = keys[place] as number;
			const length = key >>> 16;
			if (length > longest) return false;
			if (length < shortest) {
				place = firstAtLeast(keys, shortest << 16, place + 1, end);
				continue;
			}
			const shared = sharedByLength[length] as number;
			// It rises with the length: no later record can pass.
			if (remaining < shared) return false;
			if ((key & 0xffff) > length - shared) {
				place = firstAtLeast(keys, (length + 1) << 16, place + 1, end);
				continue;
			}
			const other = signatures[place++] as number;
			if (bitCount(other & ~own) > length - shared || bitCount(own & ~other) > known - shared)
				continue;
			if (this.#compare(sorted.records[place - 1] as number, length, shared) && this.#firstOnly)
				return true;
		}
		return false;
	}

	#scanTail(tail: TailPostings, element: number, remaining: number): boolean {
		const { shortest, longest, sharedByLength } = this.#plan;
		const { shortSignatures } = this.#records;
		const own = this.#shortSignature;
		let place = tail.heads[element] as number;
		for (; place > 0; place = tail.next[place] as number) {
			const key = tail.keys[place] as number;
			const length = key >>> 16;
			if (length < shortest || length > longest) continue;
			const shared = sharedByLength[length] as number;
			if (remaining < shared || (key & 0xffff) > length - shared) continue;
			const record = tail.records[place] as number;
			const other = shortSignatures[record] as number;
			if (bitCount(other & ~own) > length - shared) continue;
			if (bitCount(own & ~other) > this.#known - shared) continue;
			if (this.#compare(record, length, shared) && this.#firstOnly) return true;
		}
		return false;
	}

	#lookThroughOversized(oversized: readonly number[]): void {
		for (const record of oversized) {
			const length = this.#records.length(record);
			const shared = this.#plans.sharedNeeded(this.#length, length);
			if (shared <= Math.min(this.#length, length)) this.#measure(record, length, shared);
			if (this.#isDone) return;
		}
	}

	/** True when the record passes; each record is measured once a query. */
	#compare(record: number, length: number, shared: number): boolean {
		if (!this.#longSignaturesAllow(record, length - shared, this.#known - shared)) return false;
		if (this.#comparedBy[record] === this.#queryNumber) return false;
		this.#comparedBy[record] = this.#queryNumber;
		return this.#measure(record, length, shared);
	}

	/** False when too many of the record's elements, or of the query's, are missing on the other side. */
	#longSignaturesAllow(record: number, recordSlack: number, querySlack: number): boolean {
		if (this.#length < FEWEST_WORDS_FOR_LONG_SIGNATURE) return true;
		const { longSignatures } = this.#records;
		const query = this.#longSignature;
		let onlyRecord = 0;
		let onlyQuery = 0;
		for (let part = 0; part < 4; part++) {
			const other = longSignatures[record * 4 + part] as number;
			const own = query[part] as number;
			onlyRecord += bitCount(other & ~own);
			onlyQuery += bitCount(own & ~other);
			if (onlyRecord > recordSlack || onlyQuery > querySlack) return false;
		}
		return true;
	}

	#measure(record: number, length: number, shared: number): boolean {
		const from = this.#records.starts[record] as number;
		const lcs = this.#masks.lcs(this.#records.words, from, from + length, length - shared);
		if (lcs < shared) return false;
		const rougeL = fMeasure(lcs, this.#length, length);
		if (rougeL > this.rougeL || (rougeL === this.rougeL && record < this.record)) {
			this.rougeL = rougeL;
			this.record = record;
		}
		return true;
	}
}

/** The first place from `from` on with a key of at least `key`, by galloping; `end` when there is none. */
function firstAtLeast(keys: Uint32Array, key: number, from: number, end: number): number {
	let low = from;
	let high = from;
	let step = 1;
	while (high < end && (keys[high] as number) < key) {
		low = high + 1;
		high += step;
		step *= 2;
	}
	high = Math.min(high, end);
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((keys[middle] as number) < key) low = middle + 1;
		else high = middle;
	}
	return low;
}
