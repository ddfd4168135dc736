/** How many instructions lie in each pool before anything was asked, and how many calls a run on them needs. */
import type { Instruction, Pool } from '../../core/instruction.ts';
import { poolOf } from '../../core/loop/pools.ts';
import { planOf } from '../../core/plan/plan.ts';
import type { Run } from '../../core/run.ts';

export type PoolSizes = {
	readonly train: number;
	readonly cache: number;
	readonly heldOut: number;
	/** Seeds without a skill. */
	readonly unnamed: number;
};

/** Of the seeds and, in a fork, of what it takes over: the newest Train Pool, and all that joined the Cache Pool. */
export function poolSizes(
	rows: readonly Instruction[],
	{ recipe, forkedFrom }: Pick<Run, 'recipe' | 'forkedFrom'>,
): PoolSizes {
	const newest = forkedFrom?.iteration ?? 0;
	const isIn = (row: Instruction, wanted: Pool) =>
		['both', wanted].includes(poolOf(row, recipe) ?? '');
	const count = (is: (row: Instruction) => boolean) => rows.filter(is).length;
	return {
		train: count((row) => row.iteration === newest && isIn(row, 'train')),
		cache: count((row) => isIn(row, 'cache')),
		heldOut: count((row) => row.split === 'heldOut'),
		unnamed: count((row) => row.runId === null && row.skill === null),
	};
}

/**
 * Calls of what a run has before it, by the plan's estimate; seeds answered by the file need none. What a fork takes over
 * is answered and named, but for the last ones that joined the Cache Pool alone.
 */
export function plannedCalls({ recipe, iterations, forkedFrom }: Run, sizes: PoolSizes): number {
	const all = sizes.train + sizes.cache + sizes.heldOut;
	const data = { ...sizes, answered: all, taskTokens: 0, answerTokens: 0 };
	if (forkedFrom === null)
		return planOf({ ...recipe, iterations }, data, { prices: null }).total.calls;
	const { cachePool, newCachePerIteration } = recipe.generation;
	const open = cachePool === 'disjoint' ? newCachePerIteration : 0;
	return planOf(
		{
			...recipe,
			seedAnswers: 'file',
			labelSkills: false,
			iterations: iterations - forkedFrom.iteration,
		},
		{ ...data, answered: all - Math.min(all, open) },
		{ prices: null },
	).total.calls;
}
