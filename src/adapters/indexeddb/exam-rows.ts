/** Rows of exams: read side by side, deleted with their exam, swept where an exam was never made whole. */
import { examAnswerId, taskId } from '../../core/exam/exam.ts';
import type { ExamResult, ExamRow } from '../../core/exam/findings.ts';
import type { ExamId } from '../../core/id.ts';
import type { Connection, Database } from './database.ts';
import { inStorage } from './storage-error.ts';

/** Each instruction with what the students made of it, in the order of both lists; one that isn't there is left out. */
export async function examRows(
	db: Connection,
	exam: ExamId,
	{
		students,
		orders,
	}: { readonly students: readonly string[]; readonly orders: readonly number[] },
): Promise<readonly ExamRow[]> {
	const tasks = await db.examTasks.bulkGet(orders.map((order) => taskId(exam, order)));
	const keys = students.flatMap((student) =>
		orders.map((order) => examAnswerId(exam, student, order)),
	);
	const answers = await db.examAnswers.bulkGet(keys);
	const failures = await db.examFailures.bulkGet(keys);
	const resultAt = (place: number): ExamResult => {
		const [answer, failure] = [answers[place], failures[place]];
		if (answer !== undefined) return { kind: 'answered', answer };
		if (failure === undefined) return { kind: 'open' };
		return { kind: 'failed', code: failure.code, message: failure.message };
	};
	return tasks.flatMap((task, place) => {
		if (task === undefined) return [];
		const results = students.map((_, student) => resultAt(student * orders.length + place));
		return [{ task, results }];
	});
}

/** Within a transaction over all of their tables. */
export async function deleteExamRows(db: Connection, exams: readonly ExamId[]): Promise<void> {
	for (const exam of exams) {
		await db.examTasks.where('id').startsWith(`${exam}/`).delete();
		await db.examAnswers.where('id').startsWith(`${exam}|`).delete();
		await db.examFailures.where('id').startsWith(`${exam}|`).delete();
	}
	await db.examProgress.bulkDelete([...exams]);
	await db.exams.bulkDelete([...exams]);
}

/** Held while an exam is being prepared; it dies with the worker that does it. */
export const preparingLock = (exam: ExamId) => `retort/exam-preparing/${exam}`;

/** Deletes exams whose preparation never ended: their tab died. Those that a worker is at stay. */
export async function sweepExams(database: Database): Promise<void> {
	const db = database.strict;
	const exams = await inStorage(() => database.relaxed.exams.toArray());
	for (const { id, state } of exams) {
		if (state.kind !== 'preparing') continue;
		await navigator.locks.request(preparingLock(id), { ifAvailable: true }, async (lock) => {
			if (lock === null) return;
			await inStorage(() => db.transaction('rw', db.tables, () => deleteExamRows(db, [id])));
		});
	}
}
