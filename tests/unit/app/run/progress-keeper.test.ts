import { expect, test } from 'vitest';
import { ProgressKeeper } from '../../../../src/app/run/progress-keeper.ts';
import { AskCounter } from '../../../../src/app/ask-totals.ts';
import { studentIdOf } from '../../../../src/core/id.ts';
import { RunBook } from '../../../../src/core/loop/run-book.ts';
import type { StageName } from '../../../../src/core/run.ts';
import { VERDICT_ORDERS } from '../../../../src/core/verdict.ts';
import { generatedRow, RUN, runRow, seedRow, studentRow, verdictRow } from '../../../fakes/rows.ts';

test('a row that waits for its verdicts is not unscored; one whose verdict could not be read is', () => {
	const student = studentIdOf(RUN, 0);
	const [scored, unreadable, waiting] = [0, 1, 2].map((order) => seedRow(order, { pool: 'cache' }));
	if (!scored || !unreadable || !waiting) throw new Error('expected three rows');
	const book = new RunBook([runRow()], {
		instructions: [scored, unreadable, waiting],
		answers: [],
		verdicts: [
			...VERDICT_ORDERS.map((order) => verdictRow(scored.id, student, order)),
			verdictRow(unreadable.id, student, 'teacher-first'),
			verdictRow(unreadable.id, student, 'student-first', { scores: null }),
		],
		rejections: [],
		students: [studentRow(0)],
		scores: [],
		stages: [],
		jobs: [],
		reports: [],
	});
	const progress = new ProgressKeeper(() => 1).snapshot(runRow(), book, new AskCounter().totals);
	expect(progress.cache).toEqual({ hard: 1, easy: 0, unscored: 1 });
	expect(progress.pools.cache).toBe(3);
});

test('the Train Pool is the one before until an iteration generates its own', () => {
	const seeds = [0, 1, 2].map((order) => seedRow(order, { pool: 'train' }));
	const [parent = seedRow(0)] = seeds;
	const book = new RunBook([runRow()], {
		instructions: [...seeds, generatedRow(parent, 0, { pool: 'train' })],
		...{ answers: [], verdicts: [], rejections: [], students: [] },
		...{ scores: [], stages: [], jobs: [], reports: [] },
	});
	const keeper = new ProgressKeeper(() => 1);
	const trainIn = (stage: StageName) => {
		keeper.begin({ iteration: 1, stage });
		return keeper.snapshot(runRow(), book, new AskCounter().totals).pools.train;
	};
	expect([trainIn('discrimination'), trainIn('generation'), trainIn('imitation')]).toEqual([
		3, 1, 1,
	]);
});

/** The seconds left in the training step after reports of [step, trainer's time in s], read at once at second 1000. */
function leftAfter(...reports: readonly (readonly [step: number, at: number])[]) {
	const keeper = new ProgressKeeper(() => 1_000_000);
	keeper.begin({ iteration: 0, stage: 'imitation' });
	keeper.step('training', null);
	for (const [step, at] of reports) keeper.at('training', step, 100, at * 1000);
	const book = new RunBook([runRow()], {
		...{ instructions: [], answers: [], verdicts: [], rejections: [], students: [] },
		...{ scores: [], stages: [], jobs: [], reports: [] },
	});
	return keeper.snapshot(runRow(), book, new AskCounter().totals).secondsLeftInStage;
}

test('training that is looked up after a reload is as fast as the trainer was, not as the telling of it', () => {
	expect(leftAfter([10, 500], [30, 540], [50, 580])).toBe(100);
});

test('training that began anew after a restart of the trainer is timed from there', () => {
	expect(leftAfter([10, 500], [90, 510], [5, 600], [25, 640])).toBe(150);
});

test('a single report tells no rate yet', () => {
	expect(leftAfter([10, 500])).toBeNull();
});

test('the time at the student’s answers is summed up, for what has too few of them for its batches to be measured', () => {
	const book = new RunBook([runRow()], {
		...{ instructions: [], answers: [], verdicts: [], rejections: [], students: [] },
		...{ scores: [], stages: [], jobs: [], reports: [] },
	});
	const keeper = new ProgressKeeper(() => 1);
	const took = () => keeper.snapshot(runRow(), book, new AskCounter().totals).studentTook;
	expect(took()).toBeUndefined();
	keeper.answered(1500);
	keeper.answered(0);
	expect(took()).toEqual({ answers: 2, seconds: 1.5 });
});
