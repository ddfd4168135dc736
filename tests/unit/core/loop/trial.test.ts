import { describe, expect, test } from 'vitest';
import { cachePool, evaluationSet, trainPool } from '../../../../src/core/loop/pools.ts';
import { placesOf } from '../../../../src/core/loop/places.ts';
import { RunBook } from '../../../../src/core/loop/run-book.ts';
import { trialData, trialInstructions, trialRecipe } from '../../../../src/core/loop/trial.ts';
import { recipeFrom, type Recipe } from '../../../../src/core/recipe.ts';
import { generatedRow, RUN, runRow, seedRow } from '../../../fakes/rows.ts';

const own = { seed: 3, baseId: 'base' };
const paper = recipeFrom('paper', own);
const disjoint = recipeFrom('practice', own);
const SEEDS = Array.from({ length: 200 }, (_, order) =>
	seedRow(order, order % 10 === 0 ? { split: 'heldOut', pool: null } : {}),
);
const nothing = {
	...{ answers: [], verdicts: [], rejections: [], students: [] },
	...{ scores: [], stages: [], jobs: [], reports: [] },
};

/** Sizes of what a trial works on: Train Pool, Cache Pool, held-out rows. */
function sizes(recipe: Recipe, seeds = SEEDS) {
	const run = runRow(RUN, { recipe: trialRecipe(recipe), trial: { recipe } });
	const instructions = trialInstructions(seeds, run);
	const book = new RunBook([run], { ...nothing, instructions });
	const of = [
		...[trainPool(book, run.recipe, 0), cachePool(book, run.recipe, 1)],
		evaluationSet(book, 'heldOut'),
	];
	return of.map(({ length }) => length);
}

describe('what a trial works on', () => {
	test('is twenty seeds: sixteen in both pools or dealt to each, four held out', () => {
		expect(sizes(paper)).toEqual([16, 16, 4]);
		expect(sizes(disjoint)).toEqual([10, 6, 4]);
	});

	test('is fewer of a smaller file', () => {
		expect(sizes(paper, SEEDS.slice(0, 12))).toEqual([10, 10, 2]);
	});

	test('is drawn by the seed, the same after every pause, with what it has generated', () => {
		const run = runRow(RUN, { recipe: trialRecipe(paper) });
		const [parent = seedRow(0)] = SEEDS;
		const made = generatedRow(parent, 0, { runId: RUN });
		const ids = (rows: typeof SEEDS) => trialInstructions(rows, run).map(({ id }) => id);
		expect(ids([...SEEDS, made])).toEqual([...ids(SEEDS), made.id]);
		const other = runRow(RUN, { recipe: trialRecipe({ ...paper, seed: 4 }) });
		expect(trialInstructions(SEEDS, other).map(({ id }) => id)).not.toEqual(ids(SEEDS));
	});

	test('is what its own plan is made of', () => {
		const data = {
			...{ train: 180, cache: 180, heldOut: 20, answered: 200, unnamed: 100 },
			...{ taskTokens: 5, answerTokens: 9 },
		};
		expect(trialData(data, paper)).toEqual({
			...{ train: 16, cache: 16, heldOut: 4, answered: 20, unnamed: 10 },
			...{ taskTokens: 5, answerTokens: 9 },
		});
		expect(trialData({ ...data, train: 120, cache: 60 }, disjoint)).toMatchObject({
			...{ train: 10, cache: 6, heldOut: 4 },
		});
	});
});

test('a trial’s recipe is the run’s own, in small: seeds are dealt as the run will deal them', () => {
	expect(trialRecipe(disjoint)).toEqual({
		...disjoint,
		iterations: 1,
		seedPools: { seed: 3, cacheShare: 400 / 1400 },
		generation: { ...disjoint.generation, newPerIteration: 8, newCachePerIteration: 4 },
	});
	expect(trialRecipe({ ...paper, iterations: 0 }).iterations).toBe(0);
});

test('a trial ends when each kind of stage was carried out once', () => {
	expect(placesOf(1, true).at(-1)).toEqual({ iteration: 1, stage: 'generation' });
	expect(placesOf(0, true).at(-1)).toEqual({ iteration: 0, stage: 'evaluation' });
});
