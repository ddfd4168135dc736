import { expect, test } from 'vitest';
import type { TrainerEvent, TrainerJob } from '../../../../src/app/ports/trainer.ts';
import type { RunId } from '../../../../src/core/id.ts';
import {
	isActive,
	jobBefore,
	jobRows,
	jobState,
	lossNear,
	pointsOf,
	secondsLeft,
} from '../../../../src/ui/pages/trainer/jobs.ts';
import { lineage, type Branch } from '../../../../src/ui/pages/trainer/lineage.ts';
import { jobRow } from '../../../fakes/loop-scene.ts';
import { projectRow, RUN, runRow, studentRow } from '../../../fakes/rows.ts';

const KNOWN = { projects: [projectRow(undefined, { name: 'Practice' })], runs: [runRow()] };
const atTrainer = (id: string, createdAt: number): TrainerJob => ({
	id,
	status: 'queued',
	model: 'base',
	fineTunedModel: null,
	error: null,
	trainedTokens: null,
	artifacts: null,
	createdAt,
	finishedAt: null,
});
const metricsAt = (step: number, at: number): TrainerEvent => ({
	id: String(step),
	level: 'info',
	message: '',
	at,
	metrics: { step, totalSteps: 100, loss: 1 / step, learningRate: 1e-4 },
});

test('a job that this browser ordered and the trainer lists stands once, newest first', () => {
	const own = { ...jobRow(1, 100), jobId: 'a', createdAt: 5 };
	const rows = jobRows([own], [atTrainer('a', 5), atTrainer('b', 9)], KNOWN);
	expect(rows.map(({ jobId, name, purpose }) => [jobId, name, purpose])).toEqual([
		['b', 'base', 'ordered elsewhere'],
		['a', 'student-1', 'Practice, Run run1'],
	]);
});

test('a job is compared with the one before it in its own run', () => {
	const points = [{ step: 1, loss: 2, learningRate: null }];
	const rows = jobRows(
		[
			{ ...jobRow(2, 100), jobId: 'c' },
			{ ...jobRow(1, 100), jobId: 'b', points },
			{ ...jobRow(1, 100), jobId: 'other', points, runId: 'run9' as RunId },
		],
		[],
		KNOWN,
	);
	const newest = rows.find(({ jobId }) => jobId === 'c');
	expect(newest && jobBefore(newest, rows)?.jobId).toBe('b');
	const first = rows.find(({ jobId }) => jobId === 'b');
	expect(first && jobBefore(first, rows)).toBeUndefined();
});

test('the loss to compare with is that of the nearest step', () => {
	const points = [
		{ step: 1, loss: 3, learningRate: null },
		{ step: 10, loss: 2, learningRate: null },
	];
	expect([lossNear(points, 4), lossNear(points, 9), lossNear([], 4)]).toEqual([3, 2, undefined]);
});

test('time left follows the rate between first and last metrics', () => {
	const events = [metricsAt(10, 1000), metricsAt(20, 6000)];
	expect(secondsLeft(events, 100)).toBe(40);
	expect(secondsLeft(events.slice(1), 100)).toBeNull();
	expect(secondsLeft(events, null)).toBeNull();
});

test('a log without metrics has no curve', () => {
	const line: TrainerEvent = { ...metricsAt(1, 0), metrics: null };
	expect(pointsOf([line, metricsAt(2, 0)])).toEqual([{ step: 2, loss: 0.5, learningRate: 1e-4 }]);
});

test('unknown states count as under way, ended ones do not', () => {
	expect(
		['running', 'validating_files', 'paused', 'queued'].map((status) => isActive({ status })),
	).toEqual([true, true, true, true]);
	expect(['succeeded', 'failed', 'cancelled'].map((status) => isActive({ status }))).toEqual([
		false,
		false,
		false,
	]);
	expect(jobState('exporting')).toBe('running');
});

const names = (branches: readonly Branch[]): unknown =>
	branches.map(({ student, grown }) => [`${student.runId} ${student.iteration}`, names(grown)]);

test('a fork grows from the student that it was forked at', () => {
	const forked = 'run2' as RunId;
	const students = [
		studentRow(-1, { createdAt: 1 }),
		studentRow(0, { createdAt: 2 }),
		studentRow(1, { createdAt: 3 }),
		studentRow(1, { runId: forked, createdAt: 4 }),
	];
	const runs = [runRow(), runRow(forked, { forkedFrom: { runId: RUN, iteration: 0 } })];
	expect(names(lineage(students, runs))).toEqual([
		[
			'run1 -1',
			[
				[
					'run1 0',
					[
						['run1 1', []],
						['run2 1', []],
					],
				],
			],
		],
	]);
});

test('a student whose parent is gone is a root, not lost', () => {
	expect(names(lineage([studentRow(3)], [runRow()]))).toEqual([['run1 3', []]]);
});
