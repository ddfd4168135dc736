/** Exams in IndexedDB: rows by keys that begin with their exam's id, written only while the exam is there. */
import type { ExamStore, Span } from '../../app/exam/ports.ts';
import type { Live } from '../../app/ports/live.ts';
import { AppError } from '../../core/error.ts';
import {
	answersOf,
	type Exam,
	type ExamAnswer,
	type ExamFailure,
	type ExamProgress,
	type ExamTask,
	orderOf,
	taskId,
} from '../../core/exam/exam.ts';
import type { ExamRow } from '../../core/exam/findings.ts';
import type { Done } from '../../core/exam/plan.ts';
import type { ExamId } from '../../core/id.ts';
import type { Connection, Database } from './database.ts';
import { deleteExamRows, examRows } from './exam-rows.ts';
import { live } from './live.ts';
import type { TableName } from './schema.ts';
import { inStorage } from './storage-error.ts';

export class IndexedDbExamStore implements ExamStore {
	readonly #database: Database;

	constructor(database: Database) {
		this.#database = database;
	}

	get #db(): Connection {
		return this.#database.relaxed;
	}

	exams(): Live<readonly Exam[]> {
		return live(async () => {
			const exams = await this.#db.exams.toArray();
			const made = exams.filter(({ state }) => state.kind !== 'preparing');
			return made.sort((a, b) => b.createdAt - a.createdAt);
		});
	}

	exam(id: ExamId): Live<Exam | undefined> {
		return live(() => this.#db.exams.get(id));
	}

	progress(id: ExamId): Live<ExamProgress | undefined> {
		return live(() => this.#db.examProgress.get(id));
	}

	async isAnyUnderWay(): Promise<boolean> {
		const exams = await inStorage(() => this.#db.exams.toArray());
		return exams.some(({ state }) => state.kind === 'running');
	}

	async change(id: ExamId, change: (exam: Exam) => Exam): Promise<Exam> {
		const db = this.#database.strict;
		return inStorage(() =>
			db.transaction('rw', db.exams, async () => {
				const next = change(known(await db.exams.get(id), id));
				await db.exams.put(next);
				return next;
			}),
		);
	}

	async begin(exam: Exam): Promise<void> {
		await inStorage(() => this.#database.strict.exams.add(exam));
	}

	addTasks(id: ExamId, tasks: readonly ExamTask[]): Promise<void> {
		return this.#write(id, 'examTasks', tasks);
	}

	rows(
		exam: Exam,
		students: readonly string[],
		{ from, count }: Span,
	): Promise<readonly ExamRow[]> {
		const orders = Array.from(
			{ length: Math.max(0, Math.min(count, exam.tasks - from)) },
			(_, place) => from + place,
		);
		return this.rowsAt(exam, students, orders);
	}

	rowsAt(
		{ id }: Exam,
		students: readonly string[],
		orders: readonly number[],
	): Promise<readonly ExamRow[]> {
		return inStorage(() => examRows(this.#db, id, { students, orders }));
	}

	async openOrders({ id, tasks }: Exam, student: string): Promise<readonly number[]> {
		const settled = new Set<number>();
		for (const table of ['examAnswers', 'examFailures'] as const)
			for (const key of await this.#keys(table, answersOf(id, student))) settled.add(orderOf(key));
		return Array.from({ length: tasks }, (_, order) => order).filter(
			(order) => !settled.has(order),
		);
	}

	async done({ id }: Exam, student: string): Promise<Done> {
		const count = (table: 'examAnswers' | 'examFailures') =>
			inStorage(() => this.#db[table].where('id').startsWith(answersOf(id, student)).count());
		return { answered: await count('examAnswers'), failed: await count('examFailures') };
	}

	async tasksAt(id: ExamId, orders: readonly number[]): Promise<readonly ExamTask[]> {
		const keys = orders.map((order) => taskId(id, order));
		const rows = await inStorage(() => this.#db.examTasks.bulkGet(keys));
		return rows.filter((row) => row !== undefined);
	}

	putAnswers(id: ExamId, answers: readonly ExamAnswer[]): Promise<void> {
		return this.#write(id, 'examAnswers', answers);
	}

	putFailures(id: ExamId, failures: readonly ExamFailure[]): Promise<void> {
		return this.#write(id, 'examFailures', failures);
	}

	async dropFailures(id: ExamId): Promise<void> {
		await inStorage(() => this.#db.examFailures.where('id').startsWith(`${id}|`).delete());
	}

	putProgress(progress: ExamProgress): Promise<void> {
		return this.#write(progress.examId, 'examProgress', [progress]);
	}

	async delete(id: ExamId): Promise<void> {
		const db = this.#database.strict;
		await inStorage(() => db.transaction('rw', db.tables, () => deleteExamRows(db, [id])));
	}

	#keys(table: 'examAnswers' | 'examFailures', start: string): Promise<string[]> {
		return inStorage(() => this.#db[table].where('id').startsWith(start).primaryKeys());
	}

	/** In one transaction with a look at the exam: rows of one that was deleted would lie here for ever. */
	async #write(id: ExamId, name: TableName, rows: readonly object[]): Promise<void> {
		const db = this.#db;
		await inStorage(() =>
			db.transaction('rw', db.exams, db.table(name), async () => {
				known(await db.exams.get(id), id);
				await db.table(name).bulkPut(rows);
			}),
		);
	}
}

function known(exam: Exam | undefined, id: ExamId): Exam {
	if (exam !== undefined) return exam;
	throw new AppError('exam/unknown', `There is no exam ${id} in this browser.`);
}
