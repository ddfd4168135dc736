import { expect, test } from 'vitest';
import { seedId, type ProjectId } from '../../../../src/core/id.ts';
import { poolOf } from '../../../../src/core/loop/pools.ts';
import { runRow, seedRow } from '../../../fakes/rows.ts';

test('the same file and recipe make the same pools in every project', () => {
	const { recipe } = runRow();
	const disjoint = {
		...recipe,
		generation: { ...recipe.generation, cachePool: 'disjoint' } as const,
	};
	const poolsIn = (projectId: ProjectId) =>
		Array.from({ length: 60 }, (_, order) =>
			poolOf(seedRow(order, { id: seedId(projectId, order), projectId, pool: 'both' }), disjoint),
		);
	const pools = poolsIn('one' as ProjectId);
	expect(new Set(pools)).toEqual(new Set(['train', 'cache']));
	expect(poolsIn('another' as ProjectId)).toEqual(pools);
});
