import { expect, test } from 'vitest';
import type { RunId } from '../../../../../src/core/id.ts';
import { freeSeed } from '../../../../../src/ui/pages/loop/go-back.ts';
import { runRow } from '../../../../fakes/rows.ts';

test('a new run is offered a seed that no run of its project has', () => {
	const run = runRow();
	const other = (id: string, seed: number) =>
		runRow(id as RunId, { recipe: { ...run.recipe, seed } });
	expect(freeSeed(run, [run])).toBe(2);
	expect(freeSeed(run, [run, other('b', 3), other('c', 2)])).toBe(4);
});
