import { expect, test } from 'vitest';
import type { InstructionDetail } from '../../../../../src/app/ports/library.ts';
import { studentIdOf } from '../../../../../src/core/id.ts';
import {
	answersInOrder,
	judgedStudents,
} from '../../../../../src/ui/pages/pools/detail-answers.ts';
import { answerRow, RUN, seedRow, studentRow, verdictRow } from '../../../../fakes/rows.ts';

const instruction = seedRow(1);
const [first, second] = [studentIdOf(RUN, 0), studentIdOf(RUN, 1)];
const students = new Map([studentRow(0), studentRow(1)].map((student) => [student.id, student]));
const detail: InstructionDetail = {
	instruction,
	answers: [
		answerRow(instruction.id, first),
		answerRow(instruction.id, 'file'),
		answerRow(instruction.id, second),
		answerRow(instruction.id, 'teacher'),
	],
	verdicts: [
		verdictRow(instruction.id, first, 'student-first', { scores: null }),
		verdictRow(instruction.id, second, 'student-first', { scores: { teacher: 10, student: 6 } }),
		verdictRow(instruction.id, second, 'teacher-first', { scores: { teacher: 9, student: 4 } }),
	],
	parent: null,
	children: [],
	calls: [],
};

test('the teacher answers first, then the file, then students, the newest first', () => {
	expect(answersInOrder(detail, students).map(({ name }) => name)).toEqual([
		'teacher',
		'imported file',
		'student-1',
		'student-0',
	]);
});

test('verdicts are gathered by student with the mean of the scored orders', () => {
	const [newest, oldest] = judgedStudents(detail, students);
	expect(newest).toMatchObject({
		name: 'student-1',
		mean: { teacher: 9.5, student: 5 },
		ordersDiffer: 1,
	});
	expect(newest?.verdicts.map(({ order }) => order)).toEqual(['teacher-first', 'student-first']);
	expect(oldest).toMatchObject({ name: 'student-0', mean: null, ordersDiffer: null });
});

test('a student that is not stored any more is still named as one', () => {
	const [newest] = judgedStudents(detail, new Map());
	expect(newest?.name).toBe('a student');
});
