/** Exams on the real database, carried out by the real worker, which can be ended as a tab is. */
import Dexie from 'dexie';
import { workerExams } from '../../../src/adapters/exam/worker-exams.ts';
import { openDatabase, type Database } from '../../../src/adapters/indexeddb/database.ts';
import { IndexedDbExamStore } from '../../../src/adapters/indexeddb/exam-store.ts';
import { OpfsStudentFiles } from '../../../src/adapters/opfs/student-files.ts';
import { KeyRing } from '../../../src/adapters/system/key-ring.ts';
import { type Exam, type ExamAnswer, USUAL_SAMPLING } from '../../../src/core/exam/exam.ts';
import type { NewStudent } from '../../../src/core/exam/plan.ts';
import type { ExamId } from '../../../src/core/id.ts';
import { practiceSet } from '../../fixtures/practice-set.ts';
import { never, remote, SHIPPED } from '../student/practice.ts';

export const ONE: NewStudent = {
	subject: 'shipped/practice-student',
	name: 'shipped',
	source: SHIPPED,
	model: null,
};
const FOLDER = 'exam-copy';
export const OTHER: NewStudent = {
	subject: FOLDER,
	name: 'copy',
	source: { kind: 'stored', folder: FOLDER },
	model: null,
};
export const MISSING: NewStudent = {
	subject: 'nowhere',
	name: 'missing',
	source: { kind: 'stored', folder: 'nowhere' },
	model: null,
};
export const WATCHING = { signal: never, onProgress: () => undefined };

/** The shipped student once more, as a folder of this browser. */
export async function bringOther(): Promise<void> {
	await new OpfsStudentFiles().fetchInto(FOLDER, await remote(), () => undefined, never);
}

export async function forgetOther(): Promise<void> {
	await new OpfsStudentFiles().delete(FOLDER);
}

export class ExamScene {
	readonly database: Database;
	readonly store: IndexedDbExamStore;
	readonly exams: ReturnType<typeof workerExams>;
	#worker: Worker | undefined;
	#isTabClosed = false;
	#following: { unsubscribe(): void } | undefined;
	/** Workers made so far. */
	spawned = 0;

	private constructor(database: Database) {
		this.database = database;
		this.store = new IndexedDbExamStore(database);
		this.exams = workerExams(this.store, new KeyRing(), Date.now, () => {
			if (this.#isTabClosed) throw new Error('expected no worker of a tab that is closed');
			this.spawned++;
			const url = new URL('../../../workers/exam/worker.ts', import.meta.url);
			return (this.#worker = new Worker(url, { type: 'module' }));
		});
	}

	static async open(): Promise<ExamScene> {
		return new ExamScene(await openDatabase());
	}

	create(rows: number, students: readonly NewStudent[]): Promise<ExamId> {
		const source = { file: new Blob([practiceSet(rows)]), name: 'set.jsonl', reading: null };
		return this.exams.create(
			{
				name: 'Practice set',
				source: { kind: 'file', source },
				students,
				sampling: { ...USUAL_SAMPLING, maxTokens: 12 },
			},
			WATCHING,
		);
	}

	async exam(id: ExamId): Promise<Exam> {
		const exam = await this.database.relaxed.exams.get(id);
		if (exam === undefined) throw new Error(`expected exam ${id}`);
		return exam;
	}

	answers(): Promise<ExamAnswer[]> {
		return this.database.relaxed.examAnswers.toArray();
	}

	/** As every page does when it is loaded. */
	follow(): void {
		this.#following = this.exams.follow();
	}

	/** As a worker is killed: nobody is told. */
	killWorker(): void {
		this.#worker?.terminate();
	}

	/** As a tab is closed: its worker is gone, and it makes no other. */
	closeTab(): void {
		this.#isTabClosed = true;
		this.#following?.unsubscribe();
		this.killWorker();
	}

	/** With nothing left that is under way. */
	async leave(): Promise<void> {
		await this.database.relaxed.exams.clear();
		this.closeTab();
		this.database.close();
	}

	/** Leaves, and forgets everything. */
	async close(): Promise<void> {
		await this.leave();
		await Dexie.delete('retort');
	}
}
