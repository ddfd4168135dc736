import { expect, test } from 'vitest';
import type { RunId } from '../../../../../src/core/id.ts';
import {
	chosenRun,
	chosenStudent,
	priceWords,
	studentsOf,
} from '../../../../../src/ui/pages/evaluate/matrix.ts';
import { scoreRow } from '../../../../fakes/loop-scene.ts';
import { progressRow, RUN, runRow, studentRow } from '../../../../fakes/rows.ts';

const FORK = 'run2' as RunId;
const OF_FORK = { runId: FORK };

test('a forked run sees its own students, and of the run before it those up to the fork', () => {
	const runs = [
		runRow(RUN),
		runRow(FORK, { forkedFrom: { runId: RUN, iteration: 1 }, createdAt: 3000 }),
	];
	const students = [
		studentRow(2, OF_FORK),
		...[2, 1, 0, -1].map((iteration) => studentRow(iteration)),
	];
	const [first, fork] = runs;
	const seen = (run: typeof first) =>
		run && studentsOf(run, runs, students).map(({ runId, iteration }) => [runId, iteration]);
	expect(seen(fork)).toEqual([
		[RUN, -1],
		[RUN, 0],
		[RUN, 1],
		[FORK, 2],
	]);
	expect(seen(first)).toEqual([-1, 0, 1, 2].map((iteration) => [RUN, iteration]));
});

test('a run whose parent is gone shows what is its own', () => {
	const lost = runRow(FORK, { forkedFrom: { runId: RUN, iteration: 1 } });
	const students = [studentRow(0), studentRow(2, OF_FORK)];
	expect(studentsOf(lost, [lost], students).map(({ iteration }) => iteration)).toEqual([2]);
});

test('without a name the newest run and student with a score are chosen', () => {
	const runs = [runRow(RUN, { createdAt: 1 }), runRow(FORK, { createdAt: 2 })];
	expect(chosenRun(null, runs, [scoreRow(0, 50)])?.id).toBe(RUN);
	expect(chosenRun(null, runs, [])?.id).toBe(FORK);
	expect(chosenRun(FORK, runs, [scoreRow(0, 50)])?.id).toBe(FORK);
	const students = [studentRow(-1), studentRow(0), studentRow(1)];
	const choose = (set: 'heldOut' | 'development') =>
		chosenStudent(null, students, [scoreRow(0, 50)], set)?.iteration;
	expect([choose('heldOut'), choose('development')]).toEqual([0, 1]);
});

test('the price counts both orders, the teacher’s answers where they are missing, and what a call has cost', () => {
	const paid = progressRow(RUN, {
		calls: { teacher: 50, referee: 40, generator: 10, labeller: 0 },
		costNanoUsd: 100 * 2e6,
	});
	expect(priceWords(500, true, true, undefined)).toBe('at most 1,000 calls, free');
	expect(priceWords(500, false, true, undefined)).toBe('at most 1,500 calls, free');
	expect(priceWords(500, true, false, paid)).toBe('at most 1,000 calls, about $2.00');
	expect(priceWords(500, true, false, undefined)).toBe('at most 1,000 calls');
});
