/** Words as whole numbers; the second, third … occurrence of a word in one text has a number of its own. */
import { grown } from './growing.ts';
import { MOST_INDEXED_WORDS } from './rouge-l.ts';
import { WordTable } from './word-table.ts';

const REPEATS_PER_WORD = MOST_INDEXED_WORDS + 1;

/**
 * Numbers rise with rarity as far as it is known: a bulk build sorts by frequency, later words are
 * new and so taken for rare. An *element* is a word's number or that of one of its repeats, so that
 * a text is a set of elements and the overlap of two sets bounds their LCS.
 */
export class Vocabulary {
	readonly #words = new WordTable();
	/** By the word's place in the table. */
	#numbers = new Int32Array(512);
	#numberByRepeat = new Map<number, number>();
	#size = 0;

	/** How many elements there are; all numbers are below it. */
	get size(): number {
		return this.#size;
	}

	/** The number of the word text[from … to); −1 when no text has it. */
	wordNumber(text: string, from: number, to: number): number {
		const place = this.#words.find(text, from, to);
		return place < 0 ? -1 : (this.#numbers[place] as number);
	}

	addWord(text: string, from: number, to: number): number {
		const before = this.#words.count;
		const place = this.#words.add(text, from, to);
		if (place < before) return this.#numbers[place] as number;
		this.#numbers = grown(this.#numbers, place + 1);
		this.#numbers[place] = this.#size;
		return this.#size++;
	}

	/** The element of a word that came `repeat` times before in the same text. */
	element(word: number, repeat: number): number | undefined {
		if (repeat === 0) return word;
		if (repeat >= REPEATS_PER_WORD) return undefined;
		return this.#numberByRepeat.get(word * REPEATS_PER_WORD + repeat);
	}

	/** As `element`, made when it is new; `repeat` below 4,096. */
	addElement(word: number, repeat: number): number {
		if (repeat === 0) return word;
		const key = word * REPEATS_PER_WORD + repeat;
		let number = this.#numberByRepeat.get(key);
		if (number === undefined) {
			number = this.#size++;
			this.#numberByRepeat.set(key, number);
		}
		return number;
	}

	/** Numbers the elements anew, frequent ones first; returns the new number by the old. */
	renumber(frequencyByElement: Uint32Array): Int32Array {
		const order = Array.from({ length: this.#size }, (_, element) => element);
		const frequency = (element: number) => frequencyByElement[element] ?? 0;
		order.sort((a, b) => frequency(b) - frequency(a) || a - b);
		const newNumber = new Int32Array(this.#size);
		for (const [number, element] of order.entries()) newNumber[element] = number;
		const renamed = (number: number) => newNumber[number] ?? number;
		for (let place = 0; place < this.#words.count; place++)
			this.#numbers[place] = renamed(this.#numbers[place] as number);
		const repeats = [...this.#numberByRepeat];
		this.#numberByRepeat = new Map(
			repeats.map(([key, number]) => {
				const repeat = key % REPEATS_PER_WORD;
				const word = (key - repeat) / REPEATS_PER_WORD;
				return [renamed(word) * REPEATS_PER_WORD + repeat, renamed(number)];
			}),
		);
		return newNumber;
	}
}
