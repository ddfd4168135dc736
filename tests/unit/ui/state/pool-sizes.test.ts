import { expect, test } from 'vitest';
import type { RunId } from '../../../../src/core/id.ts';
import type { Instruction } from '../../../../src/core/instruction.ts';
import { recipeFrom } from '../../../../src/core/recipe.ts';
import { plannedCalls, poolSizes } from '../../../../src/ui/state/pool-sizes.ts';
import { chainOf, isSeenBy } from '../../../../src/ui/state/run-chain.ts';
import { LiveCell } from '../../../fakes/live-cell.ts';
import { generatedRow, RUN, runRow, seedRow } from '../../../fakes/rows.ts';

const own = { seed: 1, baseId: 'base' };
const paper = { recipe: recipeFrom('paper', own), forkedFrom: null };
const SEEDS = Array.from({ length: 100 }, (_, order) => seedRow(order));
const [PARENT = seedRow(0)] = SEEDS;

test('as in the paper, seeds lie in both pools', () => {
	expect(poolSizes(SEEDS, paper)).toMatchObject({ train: 100, cache: 100 });
});

test('with disjoint pools each seed lies in one of them, as the run will draw it', () => {
	const { train, cache } = poolSizes(SEEDS, { ...paper, recipe: recipeFrom('practice', own) });
	expect(train + cache).toBe(100);
	expect(cache).toBeGreaterThan(10);
});

test('seeds of any split that came without a skill are counted', () => {
	const rows = [
		seedRow(0),
		seedRow(1, { skill: 'sums' }),
		seedRow(2, { split: 'heldOut', pool: null }),
	];
	expect(poolSizes(rows, paper).unnamed).toBe(2);
});

test('naming skills is among the calls that are planned', () => {
	const run = runRow(RUN, { recipe: { ...paper.recipe, labelSkills: true } });
	const sizes = { train: 100, cache: 100, heldOut: 10, unnamed: 110 };
	const without = plannedCalls({ ...run, recipe: paper.recipe }, sizes);
	expect(plannedCalls(run, sizes)).toBe(without + 6);
});

const FORK = 'fork' as RunId;
/** Of iteration 1 and 2 of the run that is forked after 1: 30 and 40 new ones. */
const NEW = [1, 2].flatMap((iteration) =>
	Array.from({ length: 20 + 10 * iteration }, (_, index) =>
		generatedRow(PARENT, index, {
			iteration,
			pool: 'both',
			id: `${iteration}/${index}` as Instruction['id'],
		}),
	),
);

test('a fork begins with the Train Pool that it takes over, and with nothing that came later', async () => {
	const parent = runRow(RUN, { recipe: paper.recipe, iterations: 2 });
	const fork = runRow(FORK, { ...parent, id: FORK, forkedFrom: { runId: RUN, iteration: 1 } });
	const chain = await chainOf({ run: () => new LiveCell(parent) }, fork);
	const rows = [...SEEDS, ...NEW].filter((row) => isSeenBy(chain, row));
	expect(poolSizes(rows, fork)).toMatchObject({ train: 30, cache: 130 });
});

test('a fork plans the iterations after it, and no answers to what it takes over', () => {
	const sizes = { train: 6000, cache: 58_000, heldOut: 100, unnamed: 58_000 };
	const run = runRow(FORK, {
		recipe: { ...paper.recipe, labelSkills: true },
		iterations: 3,
		forkedFrom: { runId: RUN, iteration: 1 },
	});
	const answers = 2 * 6000;
	const verdicts = 2 * (58_000 + 64_000 + 100 * 4);
	expect(plannedCalls(run, sizes)).toBe(answers + verdicts + 2 * 6000 * 1.25);
});
