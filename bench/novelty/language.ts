/** A made-up language for the novelty bench: words by Zipf's law in sentences like instructions. */
import { pickOne, type Random } from '../../src/core/random.ts';

const ONSETS = 'b c d f g h k l m n p r s t v w st tr ch pl br gr'.split(' ');
const VOWELS = 'a e i o u ai ea io'.split(' ');
const ENDS = ['', 'n', 'r', 's', 't', 'l', 'm', 'nd', 'ct'];
const ASKS =
	'write describe explain generate create list give identify summarize rewrite find compare classify suggest name design compose provide calculate convert'.split(
		' ',
	);
const ARTICLES = ['the', 'a', 'a', 'the', 'this', 'your', 'two'];
const LINKS = 'of in for with about from on between to by'.split(' ');

/** Draws places 0 … count − 1, the first ones far more often: weight 1 / (place + 2.7). */
export function zipf(random: Random, count: number): () => number {
	const sums = new Float64Array(count);
	let total = 0;
	for (let place = 0; place < count; place++) sums[place] = total += 1 / (place + 2.7);
	return () => {
		const drawn = random() * total;
		let low = 0;
		let high = count - 1;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((sums[middle] as number) < drawn) low = middle + 1;
			else high = middle;
		}
		return low;
	};
}

/** Nouns, verbs and adjectives, and the phrases made of them; all lists of words. */
export class Language {
	readonly #random: Random;
	readonly #known = new Set<string>();
	readonly noun: () => string;
	readonly #verb: () => string;
	readonly #adjective: () => string;
	readonly #ask: () => string;

	constructor(random: Random) {
		this.#random = random;
		this.noun = this.#drawing(this.#words(30_000));
		this.#verb = this.#drawing(this.#words(3000));
		this.#adjective = this.#drawing(this.#words(6000));
		this.#ask = this.#drawing(ASKS);
	}

	/** A fresh instruction: a head and none or more tails; 11 words in the middle, 80 at most. */
	instruction(): string[] {
		const words = this.#head();
		const goesOn = this.#random() < 0.06 ? 0.9 : 0.49;
		for (let tails = 0; tails < 16 && this.#random() < goesOn; tails++) words.push(...this.#tail());
		return words.slice(0, 80);
	}

	/** Between 3 and 50 % of the words replaced, dropped or added to; sometimes the halves change places. */
	paraphrase(words: readonly string[]): string[] {
		const share = 0.03 + 0.47 * this.#random();
		const changed = words.flatMap((word) => {
			if (this.#random() > share) return [word];
			const how = this.#random();
			if (how < 0.5) return [this.#random() < 0.7 ? this.noun() : this.#adjective()];
			return how < 0.75 ? [] : [word, this.#adjective()];
		});
		if (this.#random() < 0.15) {
			const cut = Math.floor(this.#random() * changed.length);
			changed.push(...changed.splice(0, cut));
		}
		return changed.slice(0, 80);
	}

	#words(count: number): string[] {
		return Array.from({ length: count }, (_, rank) => this.#newWord(rank < count / 50 ? 1 : 2));
	}

	#newWord(syllables: number): string {
		for (;;) {
			const length = syllables + Math.floor(this.#random() * 2);
			const parts = Array.from(
				{ length },
				() => pickOne(this.#random, ONSETS) + pickOne(this.#random, VOWELS),
			);
			const word = parts.join('') + pickOne(this.#random, ENDS);
			if (this.#known.has(word)) continue;
			this.#known.add(word);
			return word;
		}
	}

	#drawing(words: readonly string[]): () => string {
		const place = zipf(this.#random, words.length);
		return () => words[place()] as string;
	}

	#head(): string[] {
		return pickOne<() => string[]>(this.#random, [
			() => [this.#ask(), ...this.#thing()],
			() => [this.#ask(), ...this.#thing(), ...this.#link()],
			() => ['what', 'is', ...this.#thing(), ...this.#link()],
			() => ['how', 'do', 'you', this.#verb(), ...this.#thing()],
			() => ['given', ...this.#thing(), this.#ask(), ...this.#thing()],
			() => [this.#ask(), 'a', 'list', 'of', this.noun(), ...this.#link()],
			() => ['why', 'does', ...this.#thing(), this.#verb(), ...this.#thing()],
			() => [this.#verb(), ...this.#thing(), ...this.#link()],
		])();
	}

	#tail(): string[] {
		return pickOne<() => string[]>(this.#random, [
			() => this.#link(),
			() => ['and', this.#verb(), ...this.#thing()],
			() => ['that', 'includes', ...this.#thing()],
			() => ['using', ...this.#thing()],
			() => ['in', pickOne(this.#random, ['one', 'two', '50', '100']), 'words'],
			() => ['make', 'sure', ...this.#thing(), 'is', this.#adjective()],
		])();
	}

	#thing(): string[] {
		const article = pickOne(this.#random, ARTICLES);
		const kind = this.#random();
		if (kind < 0.45) return [article, this.noun()];
		if (kind < 0.8) return [article, this.#adjective(), this.noun()];
		return [article, this.noun(), this.noun()];
	}

	#link(): string[] {
		return [pickOne(this.#random, LINKS), ...this.#thing()];
	}
}
