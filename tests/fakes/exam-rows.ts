/** Rows of an exam for tests. */
import {
	type Exam,
	type ExamAnswer,
	examAnswerId,
	type ExamStudent,
	type ExamTask,
	taskId,
	USUAL_SAMPLING,
} from '../../src/core/exam/exam.ts';
import type { ExamResult, ExamRow } from '../../src/core/exam/findings.ts';
import type { ExamId } from '../../src/core/id.ts';

export const EXAM = 'exam1' as ExamId;

export function examStudent(id: string, given: Partial<ExamStudent> = {}): ExamStudent {
	const source = { kind: 'shipped', folder: `folder-${id}` } as const;
	const { folder } = source;
	const subject = `shipped/${folder}`;
	const open = { isSkipped: false, trouble: null };
	return { id, subject, name: `student ${id}`, source, model: null, ...open, ...given };
}

export function examRow(given: Partial<Exam> = {}): Exam {
	return {
		...{ schema: 1, id: EXAM, name: 'My exam', projectId: null },
		set: { kind: 'file', name: 'set.jsonl' },
		...{ tasks: 4, references: 2, sampling: USUAL_SAMPLING },
		students: [examStudent('s1'), examStudent('s2')],
		state: { kind: 'running' },
		createdAt: 1,
		...given,
	};
}

export function examTask(order: number, given: Partial<ExamTask> = {}): ExamTask {
	const id = taskId(EXAM, order);
	const texts = { instruction: `Task ${String(order)}`, input: '', skill: null, reference: null };
	return { schema: 1, id, examId: EXAM, order, ...texts, ...given };
}

export function examAnswer(
	student: string,
	order: number,
	text: string,
	given: Partial<ExamAnswer> = {},
): ExamAnswer {
	const id = examAnswerId(EXAM, student, order);
	const of = { schema: 1, id, examId: EXAM, student, order, at: 5 } as const;
	return { ...of, text, tokens: text.length, finish: 'stop', ...given };
}

/** Texts of answers by place of the student; null: it has not answered yet. */
export function sideBySide(task: ExamTask, texts: readonly (string | null)[]): ExamRow {
	const results = texts.map((text, place): ExamResult =>
		text === null
			? { kind: 'open' }
			: { kind: 'answered', answer: examAnswer(`s${String(place + 1)}`, task.order, text) },
	);
	return { task, results };
}
