import { describe, expect, test } from 'vitest';
import type { ExamProgress, StudentProgress } from '../../../../src/core/exam/exam.ts';
import {
	goingOn,
	nextStudent,
	NOT_BEGUN,
	outlookOf,
	paused,
	silentStudents,
	stopped,
	withMoved,
	withSkipped,
	withStudents,
	withTrouble,
} from '../../../../src/core/exam/plan.ts';
import { EXAM, examRow, examStudent } from '../../../fakes/exam-rows.ts';

const TROUBLE = { code: 'student/load-failed', message: 'no memory' };
const done = (by: Readonly<Record<string, number>>) => (id: string) => ({
	answered: by[id] ?? 0,
	failed: 0,
});
const ids = ({ students }: { readonly students: readonly { readonly id: string }[] }) =>
	students.map(({ id }) => id);

describe('the next student', () => {
	test('is the first in order that has instructions left', () => {
		expect(nextStudent(examRow(), done({ s1: 3 }))?.id).toBe('s1');
		expect(nextStudent(examRow(), done({ s1: 4 }))?.id).toBe('s2');
		expect(nextStudent(examRow(), done({ s1: 4, s2: 4 }))).toBeUndefined();
	});

	test('is none that is skipped or could not answer', () => {
		const exam = withTrouble(withSkipped(examRow(), 's1', true), 's2', TROUBLE);
		expect(nextStudent(exam, done({}))).toBeUndefined();
		expect(nextStudent(goingOn(exam), done({}))?.id).toBe('s2');
	});

	test('counts a failed instruction as settled', () => {
		const counts = { answered: 1, failed: 3 };
		expect(nextStudent(examRow(), () => counts)).toBeUndefined();
	});
});

describe('the list of students', () => {
	test('takes new ones at its end, under ids that nobody had, each student once', () => {
		const { subject, name, source, model } = examStudent('s9');
		const one = { subject, name, source, model };
		const exam = withStudents(examRow({ students: [examStudent('s2')] }), [one, one]);
		expect(ids(exam)).toEqual(['s2', 's3']);
		expect(exam.students[1]).toMatchObject({ subject: 'shipped/folder-s9', trouble: null });
	});

	test('is moved by one place, and not over its ends', () => {
		const exam = examRow();
		expect(ids(withMoved(exam, 's2', -1))).toEqual(['s2', 's1']);
		expect(ids(withMoved(exam, 's2', 1))).toEqual(['s1', 's2']);
		expect(ids(withMoved(exam, 's1', -1))).toEqual(['s1', 's2']);
	});
});

describe('the state of an exam', () => {
	test('is paused only from running, and one that ended stays as it ended', () => {
		const end = { kind: 'finished', at: 3 } as const;
		expect(paused(examRow(), 7).state).toMatchObject({ kind: 'paused', by: 'user', at: 7 });
		expect(paused(examRow({ state: end }), 7).state).toEqual(end);
		expect(stopped(examRow({ state: end }), 7).state).toEqual(end);
		expect(stopped(paused(examRow(), 7), 8).state).toEqual({ kind: 'stopped', at: 8 });
	});

	test('is not running before its instructions are there', () => {
		expect(() => goingOn(examRow({ state: { kind: 'preparing' } }))).toThrow('still being read');
	});
});

describe('what is left', () => {
	const pace = {
		...{ answersPerMinute: 60, tokensPerSecond: 5 },
		...{ meanVariance: 0, answerVariance: 0, degreesOfFreedom: 2 },
	};
	function progress(students: Readonly<Record<string, Partial<StudentProgress>>>): ExamProgress {
		const entries = Object.entries(students).map(
			([id, of]) => [id, { ...NOT_BEGUN, ...of }] as const,
		);
		return { schema: 1, examId: EXAM, students: Object.fromEntries(entries), at: 1 };
	}

	test('is told of measured students alone, and how many are not', () => {
		const now = progress({ s1: { answered: 1, pace }, s2: {} });
		expect(outlookOf(examRow(), now)).toEqual({
			...{ answered: 1, failed: 0, total: 8, unmeasured: 1 },
			left: { low: 3, high: 3 },
		});
	});

	test('is unknown before anything is measured', () => {
		expect(outlookOf(examRow(), undefined)).toMatchObject({ left: null, unmeasured: 2 });
	});

	test('counts what a student that could not answer has left, without a time for it', () => {
		const exam = withTrouble(examRow(), 's2', TROUBLE);
		const now = progress({ s1: { answered: 4, pace }, s2: { answered: 1 } });
		expect(outlookOf(exam, now)).toEqual({
			...{ answered: 5, failed: 0, total: 8, unmeasured: 0 },
			left: null,
		});
		expect(silentStudents(exam).map(({ id }) => id)).toEqual(['s2']);
		expect(silentStudents(withSkipped(exam, 's2', true))).toEqual([]);
	});

	test('leaves out who is skipped, but for what it has answered', () => {
		const exam = withSkipped(examRow(), 's2', true);
		const now = progress({ s1: { answered: 4, pace }, s2: { answered: 2, failed: 1 } });
		expect(outlookOf(exam, now)).toEqual({
			...{ answered: 6, failed: 1, total: 7, unmeasured: 0 },
			left: null,
		});
	});
});
