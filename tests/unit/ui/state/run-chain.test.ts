import { expect, test } from 'vitest';
import type { RunId } from '../../../../src/core/id.ts';
import type { Run } from '../../../../src/core/run.ts';
import { chainOf } from '../../../../src/ui/state/run-chain.ts';
import { LiveCell } from '../../../fakes/live-cell.ts';
import { runRow } from '../../../fakes/rows.ts';

const run = (id: string, iterations: number, from?: readonly [string, number]) =>
	runRow(id as RunId, {
		iterations,
		forkedFrom: from === undefined ? null : { runId: from[0] as RunId, iteration: from[1] },
	});
const libraryOf = (...runs: readonly Run[]) => ({
	run: (id: RunId) => new LiveCell(runs.find((one) => one.id === id)),
});
const links = async (of: Run, ...stored: readonly Run[]) =>
	(await chainOf(libraryOf(...stored), of)).map(({ run: { id }, after, upTo }) => [
		id,
		after,
		upTo,
	]);

test('each run of a chain counts for its own iterations only', async () => {
	const [a, b, c] = [run('a', 5), run('b', 4, ['a', 3]), run('c', 3, ['b', 1])];
	expect(await links(c, a, b, c)).toEqual([
		['c', 1, 3],
		['b', 1, 1],
		['a', -2, 1],
	]);
});

test('a run of its own is its whole chain', async () => {
	expect(await links(run('a', 2))).toEqual([['a', -2, 2]]);
});

test('the chain ends where a run is no longer stored', async () => {
	expect(await links(run('b', 3, ['gone', 1]))).toEqual([['b', 1, 3]]);
});
