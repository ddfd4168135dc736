/** What is known of seeds before the first call, of a file or of a project, and what a plan makes of it. */
import { seedPoolsOf } from '../loop/pools.ts';
import type { Recipe } from '../recipe.ts';
import { CHARS_A_TOKEN } from './book-data.ts';
import type { PlanData } from './work.ts';

/** Rows to train and test on, rows held out, and their mean lengths. */
export type SeedFacts = {
	readonly pool: number;
	readonly heldOut: number;
	/** Rows that came with an answer; rows that name no skill. */
	readonly answered: number;
	readonly unnamed: number;
	/** Mean characters of instruction with input, and of an answer; 0 where there are none. */
	readonly taskChars: number;
	readonly answerChars: number;
};

/** Answers are taken to be as long as the file's own, or, where it has none, as the tasks. */
export function planDataOf(seeds: SeedFacts, recipe: Recipe): PlanData {
	const { pool, heldOut, answered, unnamed } = seeds;
	const isDisjoint = recipe.generation.cachePool === 'disjoint';
	const cache = isDisjoint ? Math.round(pool * seedPoolsOf(recipe).cacheShare) : pool;
	return {
		train: isDisjoint ? pool - cache : pool,
		cache,
		heldOut,
		answered,
		unnamed,
		taskTokens: seeds.taskChars / CHARS_A_TOKEN,
		answerTokens: (seeds.answerChars || seeds.taskChars) / CHARS_A_TOKEN,
	};
}
