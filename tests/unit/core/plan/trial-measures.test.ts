import { expect, test } from 'vitest';
import { withCall } from '../../../../src/core/plan/measures.ts';
import { type MeasuredRows, measuresOf } from '../../../../src/core/plan/trial-measures.ts';
import { jobRow } from '../../../fakes/loop-scene.ts';
import { callRow, progressRow, studentRow } from '../../../fakes/rows.ts';

const role = { calls: 10, promptTokens: 100, completionTokens: 50, ms: 5000 };
const job = jobRow(0, 188, {
	...{ rows: 16, createdAt: 10_000, totalSteps: 3, step: 3 },
	steps: { from: { step: 1, atMs: 500_000 }, to: { step: 3, atMs: 508_000 } },
});
const file = { path: 'model.onnx', bytes: 4_000_000, sha256: '' };
const rows: MeasuredRows = {
	roles: { generator: role, referee: { ...role, calls: 40 } },
	rejections: 4,
	jobs: [jobRow(-1, 188, { rows: 0 }), job],
	students: [
		studentRow(-1, { files: [] }),
		studentRow(0, { createdAt: 52_000, files: [file, { ...file, path: 'x', bytes: 1000 }] }),
	],
	progress: progressRow(undefined, {
		student: { device: 'wasm', batch: 8, answersPerMinute: 120, note: null },
	}),
};

test('a trial’s rows tell candidates, the student’s rate, the trainer’s and the size of a student', () => {
	expect(measuresOf(rows, 3)).toEqual({
		roles: rows.roles,
		candidates: { asked: 10, accepted: 6 },
		student: { answers: 20, seconds: 10 },
		// 4 s a step, three steps; of the 42 s from the order to the student here, 30 are not the steps'.
		training: { rows: 48, seconds: 12, besideSeconds: 30 },
		studentBytes: 4_001_000,
	});
});

test('before its batches are measured, the student’s rate is that of the answers it gave', () => {
	const studentTook = { answers: 24, seconds: 8 };
	const progress = progressRow(undefined, { studentTook });
	expect(measuresOf({ ...rows, progress }, 3).student).toEqual(studentTook);
});

test('what a trial did not come to stays unknown', () => {
	const none = { roles: {}, rejections: 0, jobs: [], students: [], progress: undefined };
	expect(measuresOf(none, 3)).toEqual({
		...{ roles: {}, candidates: null, student: null, training: null, studentBytes: null },
	});
	const oneStep = { ...job, steps: { from: { step: 1, atMs: 1 }, to: { step: 1, atMs: 1 } } };
	expect(measuresOf({ ...rows, jobs: [oneStep] }, 3).training).toBeNull();
	// As rows were before the times of steps were noted.
	expect(measuresOf({ ...rows, jobs: [{ ...job, steps: undefined }] }, 3).training).toBeNull();
});

test('only answered calls of a run’s roles that tell their tokens measure anything', () => {
	const reply = { text: 'x', finish: 'stop' as const, promptTokens: 7, completionTokens: 3 };
	const at = { sentAt: 1000, answeredAt: 1500 };
	const answered = callRow('a', { role: 'teacher', reply, ...at });
	const calls = [
		answered,
		callRow('b', { role: 'teacher', reply, ...at }),
		callRow('c', { role: 'teacher', state: 'failed', reply: null }),
		callRow('d', { role: 'teacher', reply: { ...reply, completionTokens: null } }),
		callRow('e', { role: 'chat', reply }),
	];
	expect(calls.reduce(withCall, {})).toEqual({
		teacher: { calls: 2, promptTokens: 14, completionTokens: 6, ms: 1000 },
	});
});
