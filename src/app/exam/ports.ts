/** What exams need of the world: where they are kept, who carries them out, what pages may ask. */
import type {
	Exam,
	ExamAnswer,
	ExamFailure,
	ExamPool,
	ExamProgress,
	ExamTask,
	Sampling,
} from '../../core/exam/exam.ts';
import type { ExamFormat } from '../../core/exam/export-exam.ts';
import type { ExamRow } from '../../core/exam/findings.ts';
import type { Done, NewStudent } from '../../core/exam/plan.ts';
import type { ExamId, ProjectId } from '../../core/id.ts';
import type { ImportSource } from '../import-ports.ts';
import type { Live } from '../ports/live.ts';

/** Exams as they are kept. All throw 'storage/…'; what writes to an exam that was deleted throws 'exam/unknown'. */
export interface ExamStore {
	/** Newest first; those that are still being prepared are left out. */
	exams(): Live<readonly Exam[]>;
	exam(id: ExamId): Live<Exam | undefined>;
	progress(id: ExamId): Live<ExamProgress | undefined>;
	/** Whether some exam is to be carried out; rejects where a live value falls silent, in a tab with older code. */
	isAnyUnderWay(): Promise<boolean>;
	/** The exam as `change` leaves it, on disk; nobody else changes it meanwhile. */
	change(id: ExamId, change: (exam: Exam) => Exam): Promise<Exam>;
	/** The exam of this state, `preparing`, of which no list knows. */
	begin(exam: Exam): Promise<void>;
	addTasks(id: ExamId, tasks: readonly ExamTask[]): Promise<void>;
	/** By order, `count` from `from` on. */
	rows(exam: Exam, students: readonly string[], span: Span): Promise<readonly ExamRow[]>;
	/** Of these orders, in their order. */
	rowsAt(
		exam: Exam,
		students: readonly string[],
		orders: readonly number[],
	): Promise<readonly ExamRow[]>;
	/** Orders of the instructions that the student has neither answered nor failed at. */
	openOrders(exam: Exam, student: string): Promise<readonly number[]>;
	done(exam: Exam, student: string): Promise<Done>;
	tasksAt(id: ExamId, orders: readonly number[]): Promise<readonly ExamTask[]>;
	putAnswers(id: ExamId, answers: readonly ExamAnswer[]): Promise<void>;
	putFailures(id: ExamId, failures: readonly ExamFailure[]): Promise<void>;
	/** Forgets all failures: their instructions are open again. */
	dropFailures(id: ExamId): Promise<void>;
	putProgress(progress: ExamProgress): Promise<void>;
	delete(id: ExamId): Promise<void>;
}

export type Span = { readonly from: number; readonly count: number };

/** Where the instructions come from. */
export type ExamSource =
	| { readonly kind: 'file'; readonly source: ImportSource }
	| {
			readonly kind: 'pool';
			readonly project: ProjectId;
			readonly pool: ExamPool;
			/** null: every skill. */
			readonly skill: string | null;
			/** Rows whose texts contain it; '': all. */
			readonly text: string;
	  };

export type ExamOrder = {
	readonly name: string;
	readonly source: ExamSource;
	readonly students: readonly NewStudent[];
	readonly sampling: Sampling;
};

export type ExportOrder = {
	readonly exam: ExamId;
	/** Ids within the exam, in the order wished. */
	readonly students: readonly string[];
	readonly format: ExamFormat;
};

/** `done` of `total`: bytes of a file, rows of a pool, rows of an export. */
export type ExamNews = { readonly done: number; readonly total: number };
export type ExamWatching = {
	readonly signal: AbortSignal;
	readonly onProgress: (news: ExamNews) => void;
};

/** Exams for pages. What is changed holds from the next answer on, whichever tab's worker is at it. */
export interface Exams {
	exams(): Live<readonly Exam[]>;
	exam(id: ExamId): Live<Exam | undefined>;
	progress(id: ExamId): Live<ExamProgress | undefined>;
	rows: ExamStore['rows'];
	rowsAt: ExamStore['rowsAt'];
	/** Makes it and begins; throws 'exam/no-rows', 'import/…', the signal's reason. Nothing stays of one that wasn't made. */
	create(order: ExamOrder, watching: ExamWatching): Promise<ExamId>;
	pause(id: ExamId): Promise<void>;
	stop(id: ExamId): Promise<void>;
	/** Students that could not answer are tried again. */
	goOn(id: ExamId): Promise<void>;
	/** The same, and failed instructions are asked again; throws 'exam/under-way'. */
	retryFailed(id: ExamId): Promise<void>;
	add(id: ExamId, students: readonly NewStudent[]): Promise<void>;
	move(id: ExamId, student: string, by: -1 | 1): Promise<void>;
	/** false: it is asked again. */
	skip(id: ExamId, student: string, isSkipped: boolean): Promise<void>;
	delete(id: ExamId): Promise<void>;
	write(order: ExportOrder, watching: ExamWatching): Promise<Blob>;
}
