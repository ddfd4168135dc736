/** The two sets of the novelty bench: pools and queries, made from a seed. */
import { pickOne, type Random, seededRandom, shuffled } from '../../src/core/random.ts';
import { Language, zipf } from './language.ts';

export type TextSet = { readonly pool: readonly string[]; readonly queries: readonly string[] };
export type SetName = 'real' | 'hard';

/** Queries paraphrase the first texts of the pool, so that pools of each size see them. */
const PARAPHRASED = 10_000;
const TEMPLATES = 600;
const FILLERS = 120;

/** `real`: as a distillation's pool. `hard`: few templates with filled slots, so near matches abound. */
export function makeSet(name: SetName, poolSize: number, queryCount: number): TextSet {
	const random = seededRandom('novelty bench', name);
	return name === 'real'
		? realSet(random, poolSize, queryCount)
		: hardSet(random, poolSize, queryCount);
}

/** 15 % of the pool and 40 % of the queries are paraphrases of texts in the pool. */
function realSet(random: Random, poolSize: number, queryCount: number): TextSet {
	const language = new Language(random);
	const pool: string[][] = [];
	while (pool.length < poolSize) {
		const isParaphrase = pool.length > 100 && random() < 0.15;
		const words = isParaphrase
			? language.paraphrase(pickOne(random, pool))
			: language.instruction();
		pool.push(words.length > 1 ? words : language.instruction());
	}
	const first = pool.slice(0, PARAPHRASED);
	const queries = Array.from({ length: queryCount }, () =>
		random() < 0.4 ? language.paraphrase(pickOne(random, first)) : language.instruction(),
	);
	return { pool: pool.map(asText), queries: queries.map(asText) };
}

/** 600 templates of 9–24 words, a third to a half of them slots; a tenth of the texts is shuffled. */
function hardSet(random: Random, poolSize: number, queryCount: number): TextSet {
	const language = new Language(random);
	const templates = Array.from({ length: TEMPLATES }, () => {
		const length = 9 + Math.floor(random() * 16);
		const words: string[] = [];
		while (words.length < length) words.push(...language.instruction());
		const fixed = 0.5 + 0.16 * random();
		return words.slice(0, length).map((word) => {
			if (random() < fixed) return [word];
			return Array.from({ length: FILLERS }, () => language.noun());
		});
	});
	const filler = zipf(random, FILLERS);
	const one = () => {
		const words = pickOne(random, templates).map((choices) =>
			choices.length === 1 ? (choices[0] as string) : (choices[filler()] as string),
		);
		return asText(random() < 0.1 ? shuffled(random, words) : words);
	};
	return {
		pool: Array.from({ length: poolSize }, one),
		queries: Array.from({ length: queryCount }, one),
	};
}

function asText(words: readonly string[]): string {
	const text = words.join(' ');
	return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
