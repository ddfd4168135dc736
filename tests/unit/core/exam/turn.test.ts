import { describe, expect, test } from 'vitest';
import type { Exam } from '../../../../src/core/exam/exam.ts';
import { turnOf, type UnderWay } from '../../../../src/core/exam/turn.ts';
import type { ExamId } from '../../../../src/core/id.ts';
import { examRow } from '../../../fakes/exam-rows.ts';

const NOW = 1_000_000;
const [A, B] = ['a', 'b'].map((id) => examRow({ id: id as ExamId, name: id })) as [Exam, Exam];
/** With a snapshot of `age` ms ago; null: none was written. */
const underWay = (exam: Exam, age: number | null): UnderWay => ({
	exam,
	progress: age === null ? undefined : { schema: 1, examId: exam.id, students: {}, at: NOW - age },
});

describe('the turn of an exam', () => {
	test('has come while a worker tells of it', () => {
		expect(turnOf(A, [underWay(A, 600)], NOW)).toEqual({ kind: 'worked-on' });
	});

	test('is over when nothing was told for ten seconds, and has not come before anything was', () => {
		const waiting = { kind: 'waiting', behind: null };
		expect(turnOf(A, [underWay(A, 10_000)], NOW)).toEqual(waiting);
		expect(turnOf(A, [underWay(A, null)], NOW)).toEqual(waiting);
	});

	test('comes after the exam that a worker is at, though it told of this one a moment ago', () => {
		const both = [underWay(A, 3000), underWay(B, 400)];
		expect(turnOf(A, both, NOW)).toEqual({ kind: 'waiting', behind: B });
		expect(turnOf(B, both, NOW)).toEqual({ kind: 'worked-on' });
	});

	test('is none of an exam that is paused', () => {
		const paused = examRow({ state: { kind: 'stopped', at: 1 } });
		expect(turnOf(paused, [underWay(B, 1)], NOW)).toEqual({ kind: 'resting' });
	});
});
