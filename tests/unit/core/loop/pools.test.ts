import { expect, test } from 'vitest';
import { forkRun } from '../../../../src/app/projects.ts';
import { seedId, type ProjectId, type RunId } from '../../../../src/core/id.ts';
import { poolOf } from '../../../../src/core/loop/pools.ts';
import { MemoryRecordStore } from '../../../fakes/memory-record-store.ts';
import { RUN, runRow, seedRow } from '../../../fakes/rows.ts';

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

test('a run that branches off leaves seeds in their pools, whatever else it draws', async () => {
	const store = new MemoryRecordStore();
	const { recipe } = runRow();
	const generation = { ...recipe.generation, cachePool: 'disjoint' } as const;
	await store.putRun(runRow(RUN, { recipe: { ...recipe, generation }, iterations: 3 }));
	const world = { store, clock: () => 1, newId: () => 'fork' };
	const poolsIn = async (run: RunId) => {
		const found = await store.run(run);
		return Array.from({ length: 60 }, (_, order) =>
			poolOf(seedRow(order, { pool: 'both' }), found?.recipe ?? recipe),
		);
	};
	const changed = { ...generation, newPerIteration: 5, newCachePerIteration: 500 };
	const other = { ...recipe, seed: 2, generation: changed };
	const fork = await forkRun(world, RUN, { iteration: 1, recipe: other });
	expect(await poolsIn(fork)).toEqual(await poolsIn(RUN));
	const again = { store, clock: () => 1, newId: () => 'fork of the fork' };
	const next = await forkRun(again, fork, { iteration: 2, recipe: { ...other, seed: 3 } });
	expect(await poolsIn(next)).toEqual(await poolsIn(RUN));
});
