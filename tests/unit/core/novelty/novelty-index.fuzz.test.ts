import { expect, it } from 'vitest';
import { NoveltyIndex } from '../../../../src/core/novelty/novelty-index.ts';
import { integerBetween, pickOne, type Random, seededRandom } from '../../../../src/core/random.ts';
import { plainNearest } from './plain-rouge-l.ts';

const POOLS = 24;
const QUERIES = 30;

/** Few different words and many near matches, so that the threshold is hit from both sides. */
class PoolMaker {
	readonly #random: Random;
	readonly #vocabulary: number;
	readonly #longest: number;

	constructor(random: Random) {
		this.#random = random;
		this.#vocabulary = pickOne(random, [3, 8, 20, 60, 400]);
		this.#longest = pickOne(random, [6, 15, 33, 70, 150]);
	}

	fresh(): string[] {
		const length = integerBetween(this.#random, 0, this.#longest);
		return Array.from({ length }, () => this.#word());
	}

	changed(text: readonly string[]): string[] {
		const share = this.#random() * 0.6;
		return text.flatMap((word) => {
			if (this.#random() > share) return [word];
			return this.#random() < 0.5 ? [this.#word()] : [];
		});
	}

	#word(): string {
		return `w${String(Math.floor(this.#vocabulary * this.#random() ** 2))}`;
	}
}

it.each(Array.from({ length: POOLS }, (_, seed) => seed))(
	'decides as the plain table does while texts are added and asked for by turns, seed %i',
	(seed) => {
		const random = seededRandom('novelty fuzz', seed);
		const make = new PoolMaker(random);
		const threshold = pickOne(random, [0.7, 0.7, 0.7, 0.3, 0.5, 0.8, 0.95]);
		const pool = Array.from({ length: integerBetween(random, 0, 60) }, () => make.fresh());
		const index = NoveltyIndex.of(
			pool.map((text) => text.join(' ')),
			{ threshold },
		);
		for (let query = 0; query < QUERIES; query++) {
			const isNear = pool.length > 0 && random() < 0.6;
			const text = isNear ? make.changed(pickOne(random, pool)) : make.fresh();
			const expected = plainNearest(text, pool, threshold);
			expect(index.nearest(text.join(' '))).toEqual(expected);
			expect(index.isNovel(text.join(' '))).toBe(expected === undefined);
			const added = random() < 0.5 ? text : make.fresh();
			expect(index.add(added.join(' '))).toBe(pool.push(added) - 1);
		}
	},
);
