/** The texts of an index as word numbers, with signatures: bit sets that bound what two texts share. */
import { grown } from './growing.ts';
import { MOST_INDEXED_WORDS } from './rouge-l.ts';
import type { Vocabulary } from './vocabulary.ts';
import type { WordList } from './word-list.ts';

/** The element's bit in a signature of 32 bits. */
export function shortBit(element: number): number {
	return 1 << (Math.imul(element, 0x9e3779b1) >>> 27);
}

/** The element's bit, 0–127, in a signature of four times 32 bits. */
export function longBit(element: number): number {
	return Math.imul(element, 0x9e3779b1) >>> 25;
}

/** Sorts the first `length` values, largest (rarest) first. */
export function sortFalling(values: Int32Array, length: number): void {
	if (length > 40) {
		const part = values.subarray(0, length);
		part.sort();
		part.reverse();
		return;
	}
	for (let index = 1; index < length; index++) {
		const value = values[index] as number;
		let before = index - 1;
		while (before >= 0 && (values[before] as number) < value) {
			values[before + 1] = values[before] as number;
			before--;
		}
		values[before + 1] = value;
	}
}

/** Grows by appending; hot loops read the arrays themselves, at most `count` records of them. */
export class Records {
	count = 0;
	/** The words of record r lie from starts[r] to starts[r + 1]. */
	words = new Int32Array(4096);
	starts = new Uint32Array(257);
	shortSignatures = new Int32Array(256);
	/** Four numbers a record. */
	longSignatures = new Int32Array(1024);
	/** Length in words of the longest record in the index proper. */
	longest = 0;
	readonly #vocabulary: Vocabulary;
	#timesSeen = new Uint16Array(256);

	constructor(vocabulary: Vocabulary) {
		this.#vocabulary = vocabulary;
	}

	length(record: number): number {
		return (this.starts[record + 1] as number) - (this.starts[record] as number);
	}

	/** Whether the record is short enough for postings; longer ones are compared one by one. */
	isIndexed(record: number): boolean {
		return this.length(record) <= MOST_INDEXED_WORDS;
	}

	/** Stores a text and makes its elements known; returns its number, counted from 0. */
	append({ text, count, starts, ends }: WordList): number {
		const record = this.count++;
		const start = this.starts[record] as number;
		this.words = grown(this.words, start + count);
		this.starts = grown(this.starts, record + 2);
		for (let at = 0; at < count; at++)
			this.words[start + at] = this.#vocabulary.addWord(
				text,
				starts[at] as number,
				ends[at] as number,
			);
		this.starts[record + 1] = start + count;
		if (this.isIndexed(record)) {
			this.longest = Math.max(this.longest, count);
			this.#eachRepeat(record, (word, repeat) => this.#vocabulary.addElement(word, repeat));
		}
		return record;
	}

	/** Computes the record's signatures from its elements. */
	sign(record: number, elements: Int32Array, length: number): void {
		this.shortSignatures = grown(this.shortSignatures, record + 1);
		this.longSignatures = grown(this.longSignatures, record * 4 + 4);
		const { longSignatures } = this;
		let short = 0;
		for (let index = 0; index < length; index++) {
			const element = elements[index] as number;
			short |= shortBit(element);
			const bit = longBit(element);
			const at = record * 4 + (bit >> 5);
			longSignatures[at] = (longSignatures[at] as number) | (1 << (bit & 31));
		}
		this.shortSignatures[record] = short;
	}

	/** Writes the record's elements into `out`, rarest first; returns how many. */
	elements(record: number, out: Int32Array): number {
		let length = 0;
		this.#eachRepeat(record, (word, repeat) => {
			out[length++] = this.#vocabulary.element(word, repeat) as number;
		});
		sortFalling(out, length);
		return length;
	}

	/** By element: in how many of the records it is. */
	elementFrequencies(): Uint32Array {
		const frequencies = new Uint32Array(this.#vocabulary.size);
		for (let record = 0; record < this.count; record++) {
			if (!this.isIndexed(record)) continue;
			this.#eachRepeat(record, (word, repeat) => {
				const element = this.#vocabulary.element(word, repeat) as number;
				frequencies[element] = (frequencies[element] as number) + 1;
			});
		}
		return frequencies;
	}

	/** Applies a renumbering of the vocabulary. */
	renumber(newNumber: Int32Array): void {
		const end = this.starts[this.count] as number;
		for (let at = 0; at < end; at++) this.words[at] = newNumber[this.words[at] as number] as number;
	}

	#eachRepeat(record: number, visit: (word: number, repeat: number) => void): void {
		this.#timesSeen = grown(this.#timesSeen, this.#vocabulary.size);
		const { words } = this;
		const timesSeen = this.#timesSeen;
		const start = this.starts[record] as number;
		const end = this.starts[record + 1] as number;
		for (let at = start; at < end; at++) {
			const word = words[at] as number;
			const repeat = timesSeen[word] as number;
			timesSeen[word] = repeat + 1;
			visit(word, repeat);
		}
		for (let at = start; at < end; at++) timesSeen[words[at] as number] = 0;
	}
}
