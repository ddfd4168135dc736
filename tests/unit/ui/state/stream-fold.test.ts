import { expect, test } from 'vitest';
import {
	difficultyOf,
	isHardTask,
	isShown,
	StreamFold,
	type TaskRow,
} from '../../../../src/ui/state/stream-fold.ts';
import type { RunEvent } from '../../../../src/core/progress.ts';

const answered = (by: 'teacher' | 'student', text: string, id = 'a'): RunEvent => ({
	kind: 'answered',
	by,
	task: `task ${id}`,
	text,
	id,
});
const scored = (student: number, id = 'a'): RunEvent => ({
	kind: 'scored',
	task: `task ${id}`,
	teacher: 10,
	student,
	id,
});

test('answers and verdicts of one instruction are one row, which keeps its place', () => {
	const fold = new StreamFold();
	fold.add([answered('teacher', 'yes'), answered('teacher', 'no', 'b')]);
	const rows = fold.add([answered('student', 'maybe'), scored(4), scored(5)]);
	expect(rows.map(({ key }) => key)).toEqual(['b', 'a']);
	expect(rows[1]).toEqual({
		kind: 'task',
		key: 'a',
		task: 'task a',
		teacher: 'yes',
		student: 'maybe',
		verdicts: [
			{ teacher: 10, student: 4 },
			{ teacher: 10, student: 5 },
		],
	});
	expect(difficultyOf(rows[1] as TaskRow)).toBe(5.5);
});

test('a task is hard by the recipe’s rule: the mean of both orders, or each of them', () => {
	const verdicts = (...students: readonly number[]) => ({
		verdicts: students.map((student) => ({ teacher: 10, student })),
	});
	const isHardBy = (hardRule: 'mean' | 'both-orders', ...students: readonly number[]) =>
		isHardTask(verdicts(...students), { threshold: 1, hardRule });
	expect([isHardBy('mean', 7, 10), isHardBy('both-orders', 7, 10)]).toEqual([true, false]);
	expect([isHardBy('mean', 9, 9), isHardBy('both-orders', 9, 9)]).toEqual([true, true]);
	expect(isHardBy('mean', 3)).toBeUndefined();
});

test('a verdict finds answers whose row has left the list', () => {
	const fold = new StreamFold();
	fold.add([answered('teacher', 'yes')]);
	fold.add(Array.from({ length: 250 }, (_, index) => answered('teacher', 'x', `other ${index}`)));
	const [row] = fold.add([scored(4)]);
	expect(row).toMatchObject({ key: 'a', teacher: 'yes', student: null });
});

test('a new answer of the student takes the verdicts on the one before off', () => {
	const fold = new StreamFold();
	const [row] = fold.add([answered('student', 'old'), scored(4), answered('student', 'new')]);
	expect(row).toMatchObject({ student: 'new', verdicts: [] });
	expect(difficultyOf(row as TaskRow)).toBeNull();
});

test('the list holds the newest 200 rows and clips long texts', () => {
	const fold = new StreamFold();
	const rows = fold.add(
		Array.from({ length: 300 }, (_, index) => answered('teacher', 'x'.repeat(1000), `id ${index}`)),
	);
	expect(rows).toHaveLength(200);
	expect(rows[0]).toMatchObject({ key: 'id 299' });
	expect((rows[0] as TaskRow).teacher).toHaveLength(241);
});

test('stages and training steps are no rows; two failures alike are two', () => {
	const fold = new StreamFold();
	const failed: RunEvent = { kind: 'failed', code: 'teacher/timeout', message: 'late', about: 'a' };
	const rows = fold.add([
		{ kind: 'stage', iteration: 1, stage: 'imitation', began: true },
		{ kind: 'trained', step: 1, totalSteps: 2, loss: 1 },
		failed,
		failed,
	]);
	expect(rows.map(({ kind }) => kind)).toEqual(['failed', 'failed']);
});

test('each filter shows its own kinds', () => {
	const fold = new StreamFold();
	const rows = fold.add([
		answered('teacher', 'yes', 'answered'),
		scored(4, 'scored'),
		{ kind: 'generated', operator: 'hard', parentIs: 'hard', parent: 'p', text: 'new', id: 'w' },
		{ kind: 'rejected', operator: 'easy', parentIs: 'easy', reason: 'empty', text: '' },
		{ kind: 'failed', code: 'c', message: 'm', about: 'a' },
	]);
	const shown = (filter: Parameters<typeof isShown>[1]) =>
		rows.filter((row) => isShown(row, filter)).map(({ kind }) => kind);
	expect(shown('all')).toHaveLength(5);
	expect(shown('answered')).toEqual(['task']);
	expect(shown('scored')).toEqual(['task']);
	expect(shown('written')).toEqual(['turned-away', 'written']);
	expect(shown('failed')).toEqual(['failed']);
});
