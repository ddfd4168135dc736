/** How many instructions lie in each pool before anything was asked, and how many calls a run on them needs. */
import type { PoolRow } from '../../app/ports.ts';
import { planOf } from '../../core/plan.ts';
import type { Run } from '../../core/run.ts';

export type PoolSizes = {
	readonly train: number;
	readonly cache: number;
	readonly heldOut: number;
};

/** An instruction in both pools counts in both. */
export function poolSizes(rows: readonly PoolRow[]): PoolSizes {
	const sizes = { train: 0, cache: 0, heldOut: 0 };
	for (const { instruction } of rows) {
		if (instruction.split === 'heldOut') sizes.heldOut++;
		if (instruction.pool === 'train' || instruction.pool === 'both') sizes.train++;
		if (instruction.pool === 'cache' || instruction.pool === 'both') sizes.cache++;
	}
	return sizes;
}

/** Calls of a whole run from its seeds on, by the plan's estimate; seeds answered by the file need none. */
export function plannedCalls({ recipe, iterations }: Run, sizes: PoolSizes): number {
	const answered = recipe.seedAnswers === 'file' ? sizes.train + sizes.cache + sizes.heldOut : 0;
	const data = { ...sizes, answered, taskTokens: 0, answerTokens: 0 };
	return planOf({ ...recipe, iterations }, data, null).total.calls;
}
