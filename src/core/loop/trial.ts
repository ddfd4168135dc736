/** A trial: a run of twenty instructions through all stages, so that the plan of the whole run can be measured. */
import { isDeleted, type Instruction } from '../instruction.ts';
import type { PlanData } from '../plan/work.ts';
import { seededRandom, shuffled } from '../random.ts';
import type { Recipe } from '../recipe.ts';
import type { Run } from '../run.ts';
import { poolOf, seedPoolsOf } from './pools.ts';

/** Of which these are held out, and, with disjoint pools, these stand in the Cache Pool. */
const HELD_OUT = 4;
const CACHE = 6;
export const TRIAL_ROWS = 20;
const NEW = 8;

/** The recipe in small: the same models, prompts and training, one iteration, few new instructions. */
export function trialRecipe(recipe: Recipe): Recipe {
	const { newPerIteration, newCachePerIteration } = recipe.generation;
	return {
		...recipe,
		iterations: Math.min(1, recipe.iterations),
		// Dealt as in the whole run, whose numbers decide it.
		seedPools: seedPoolsOf(recipe),
		generation: {
			...recipe.generation,
			newPerIteration: Math.min(NEW, newPerIteration),
			newCachePerIteration: Math.min(NEW / 2, newCachePerIteration),
		},
	};
}

/** Of the project's instructions those that a trial works on, drawn by its seed; what it has generated stays. */
export function trialInstructions(
	rows: readonly Instruction[],
	{ recipe }: Pick<Run, 'recipe'>,
): readonly Instruction[] {
	const isOfSeeds = (row: Instruction) => row.runId === null && !isDeleted(row);
	const drawn = shuffled(seededRandom(recipe.seed, 'trial'), rows.filter(isOfSeeds));
	const some = (count: number, is: (row: Instruction) => boolean) =>
		drawn.filter(is).slice(0, count);
	const pool = TRIAL_ROWS - HELD_OUT;
	const isDisjoint = recipe.generation.cachePool === 'disjoint';
	const inPool = isDisjoint
		? [
				...some(pool - CACHE, (row) => poolOf(row, recipe) === 'train'),
				...some(CACHE, (row) => poolOf(row, recipe) === 'cache'),
			]
		: some(pool, (row) => poolOf(row, recipe) !== null);
	const kept = new Set([...some(HELD_OUT, (row) => row.split === 'heldOut'), ...inPool]);
	return rows.filter((row) => row.runId !== null || kept.has(row));
}

/** What a trial's own plan is made of. */
export function trialData(data: PlanData, { generation }: Recipe): PlanData {
	const isDisjoint = generation.cachePool === 'disjoint';
	const pool = TRIAL_ROWS - HELD_OUT;
	const train = Math.min(data.train, isDisjoint ? pool - CACHE : pool);
	const cache = Math.min(data.cache, isDisjoint ? CACHE : pool);
	const heldOut = Math.min(data.heldOut, HELD_OUT);
	const all = (of: Pick<PlanData, 'train' | 'cache' | 'heldOut'>) =>
		of.heldOut + (isDisjoint ? of.train + of.cache : Math.max(of.train, of.cache));
	const share = all({ train, cache, heldOut }) / Math.max(1, all(data));
	return {
		...data,
		...{ train, cache, heldOut },
		answered: Math.round(share * data.answered),
		unnamed: Math.min(TRIAL_ROWS, Math.ceil(share * data.unnamed)),
	};
}
