/** The novelty index: the exact ROUGE-L of a text against a whole pool, in microseconds. */
import { buildPostings, NO_POSTINGS, type SortedPostings, TailPostings } from './postings.ts';
import { Records } from './records.ts';
import { LengthPlans } from './rouge-l.ts';
import { Search } from './search.ts';
import { type Tokenizer, type TokenizerName, tokenizerNamed } from './tokenize.ts';
import { Vocabulary } from './vocabulary.ts';
import { WordList } from './word-list.ts';

export type NoveltyOptions = {
	/** A text is too near when f > threshold; more than 0, less than 1; default 0.7, the paper's. */
	readonly threshold?: number;
	/** Default `paper`. */
	readonly tokenizer?: TokenizerName;
};

export type NearestText = {
	/** Its number in the order of adding, from 0. */
	readonly id: number;
	/** The f-measure, 0–1. */
	readonly rougeL: number;
};

/** Tails shorter than this are not worth a rebuild, in postings. */
const SMALLEST_REBUILD = 20_000;

/**
 * Which texts of a pool are too near a new one by ROUGE-L's f-measure, decided as Google's rouge-score
 * decides, to the bit. Filters: AllPairs / PPJoin prefixes with lengths, then signatures, then
 * bit-parallel LCS. New texts go to a tail, which is merged a step a text, so that no `add` waits long.
 */
export class NoveltyIndex {
	readonly #tokenize: Tokenizer;
	readonly #vocabulary = new Vocabulary();
	readonly #records = new Records(this.#vocabulary);
	readonly #plans: LengthPlans;
	readonly #search: Search;
	#sorted: SortedPostings = NO_POSTINGS;
	/** During a rebuild two: the one that is being merged, and the one that takes new texts. */
	#tails: readonly TailPostings[] = [new TailPostings(0)];
	readonly #oversized: number[] = [];
	#rebuild: Generator<undefined, SortedPostings> | undefined;
	#elements = new Int32Array(64);
	readonly #words = new WordList();

	/** An empty index; throws RangeError when the threshold isn't between 0 and 1. */
	constructor(options: NoveltyOptions = {}) {
		this.#tokenize = tokenizerNamed(options.tokenizer ?? 'paper');
		this.#plans = new LengthPlans(options.threshold ?? 0.7);
		this.#search = new Search(this.#records, this.#vocabulary, this.#plans);
	}

	/** An index of all the texts; faster to build and to search than one made by adding them. */
	static of(texts: readonly string[], options: NoveltyOptions = {}): NoveltyIndex {
		const index = new NoveltyIndex(options);
		index.#fill(texts);
		return index;
	}

	/** How many texts it holds. */
	get size(): number {
		return this.#records.count;
	}

	/** Adds a text and returns its id: 0 for the first, then 1, and so on. */
	add(text: string): number {
		const record = this.#append(text);
		const elements = this.#sign(record);
		if (elements === undefined) this.#oversized.push(record);
		else {
			const length = elements.length;
			this.#tails.at(-1)?.add(record, elements, length, this.#plans.fewestShared(length));
		}
		this.#advanceRebuild();
		return record;
	}

	/** The text with the highest f > threshold, of equals the first added; undefined: it is novel. */
	nearest(text: string): NearestText | undefined {
		if (!this.#run(text, false)) return undefined;
		return { id: this.#search.record, rougeL: this.#search.rougeL };
	}

	/** Whether no text has f > threshold; a text without a word is novel. */
	isNovel(text: string): boolean {
		return !this.#run(text, true);
	}

	#run(text: string, firstOnly: boolean): boolean {
		const layers = { sorted: this.#sorted, tails: this.#tails, oversized: this.#oversized };
		this.#tokenize(text, this.#words);
		return this.#search.run(this.#words, layers, firstOnly);
	}

	#append(text: string): number {
		this.#tokenize(text, this.#words);
		return this.#records.append(this.#words);
	}

	/** Signs the record and returns its elements; undefined when it is too long for postings. */
	#sign(record: number): Int32Array | undefined {
		const isIndexed = this.#records.isIndexed(record);
		const room = isIndexed ? this.#records.length(record) : 0;
		if (this.#elements.length < room) this.#elements = new Int32Array(room * 2);
		const length = isIndexed ? this.#records.elements(record, this.#elements) : 0;
		this.#records.sign(record, this.#elements, length);
		return isIndexed ? this.#elements.subarray(0, length) : undefined;
	}

	#fill(texts: readonly string[]): void {
		const records = this.#records;
		for (const text of texts) this.#append(text);
		records.renumber(this.#vocabulary.renumber(records.elementFrequencies()));
		for (let record = 0; record < records.count; record++)
			if (this.#sign(record) === undefined) this.#oversized.push(record);
		const build = this.#buildAll();
		let step = build.next();
		while (step.done !== true) step = build.next();
		this.#sorted = step.value;
		this.#tails = [new TailPostings(this.#vocabulary.size)];
	}

	#buildAll(): Generator<undefined, SortedPostings> {
		return buildPostings(this.#records, this.#plans, this.#records.count, this.#vocabulary.size);
	}

	#advanceRebuild(): void {
		if (this.#rebuild === undefined) {
			const tailSize = this.#tails.at(-1)?.size ?? 0;
			const isDue = tailSize > SMALLEST_REBUILD && tailSize > this.#sorted.keys.length / 4;
			if (!isDue) return;
			this.#rebuild = this.#buildAll();
			this.#tails = [...this.#tails, new TailPostings(this.#vocabulary.size)];
		}
		const step = this.#rebuild.next();
		if (step.done !== true) return;
		this.#sorted = step.value;
		this.#tails = this.#tails.slice(1);
		this.#rebuild = undefined;
	}
}
