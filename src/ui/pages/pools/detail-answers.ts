/** The story of one instruction, put in order: answers by author, verdicts by student, newest first. */
import type { InstructionDetail } from '../../../app/ports/library.ts';
import type { Answer } from '../../../core/answer.ts';
import type { StudentId } from '../../../core/id.ts';
import type { Student } from '../../../core/student.ts';
import { studentName } from '../../../core/student.ts';
import type { Verdict } from '../../../core/verdict.ts';

export type NamedAnswer = {
	readonly answer: Answer;
	readonly role: 'teacher' | 'student' | null;
	readonly name: string;
};
export type JudgedStudent = {
	readonly id: StudentId;
	readonly name: string;
	/** Teacher first, then student first; only those that are there. */
	readonly verdicts: readonly Verdict[];
	/** Over the scored orders; null when none is scored. */
	readonly mean: { readonly teacher: number; readonly student: number } | null;
	/** How far the two orders are apart in teacher − student, points; null with fewer than two. */
	readonly ordersDiffer: number | null;
};

/** Teacher, file, then students, the newest first. */
export function answersInOrder(
	{ answers }: InstructionDetail,
	students: ReadonlyMap<StudentId, Student>,
): NamedAnswer[] {
	return answers
		.map((answer) => ({ ...named(answer.author, students), answer }))
		.sort((one, other) => one.place - other.place)
		.map(({ answer, role, name }) => ({ answer, role, name }));
}

/** Students that were judged on the instruction, the newest first. */
export function judgedStudents(
	{ verdicts }: InstructionDetail,
	students: ReadonlyMap<StudentId, Student>,
): JudgedStudent[] {
	const ids = [...new Set(verdicts.map(({ studentId }) => studentId))];
	return ids
		.map((id) => ({ id, ...named(id, students) }))
		.sort((one, other) => one.place - other.place)
		.map(({ id, name }) =>
			judged(
				id,
				name,
				verdicts.filter(({ studentId }) => studentId === id),
			),
		);
}

function judged(id: StudentId, name: string, verdicts: readonly Verdict[]): JudgedStudent {
	const inOrder = [...verdicts].sort((one, other) => other.order.localeCompare(one.order));
	const scored = inOrder.flatMap(({ scores }) => scores ?? []);
	const gaps = scored.map(({ teacher, student }) => teacher - student);
	const mean = (of: 'teacher' | 'student') =>
		scored.reduce((sum, scores) => sum + scores[of], 0) / scored.length;
	const [first, second] = gaps;
	return {
		id,
		name,
		verdicts: inOrder,
		mean: scored.length === 0 ? null : { teacher: mean('teacher'), student: mean('student') },
		ordersDiffer: first === undefined || second === undefined ? null : Math.abs(first - second),
	};
}

function named(author: Answer['author'], students: ReadonlyMap<StudentId, Student>) {
	if (author === 'teacher') return { role: 'teacher' as const, name: 'teacher', place: -1e6 };
	if (author === 'file') return { role: null, name: 'imported file', place: -1e5 };
	const iteration = students.get(author)?.iteration;
	return {
		role: 'student' as const,
		name: iteration === undefined ? 'a student' : studentName(iteration),
		place: -(iteration ?? -2),
	};
}
