/** The tables of the database, what each keeps, and the few indexes that its queries need. */
import type { Answer } from '../../core/answer.ts';
import type { Call } from '../../core/call.ts';
import type {
	Exam,
	ExamAnswer,
	ExamFailure,
	ExamProgress,
	ExamTask,
} from '../../core/exam/exam.ts';
import type { Instruction } from '../../core/instruction.ts';
import type { Edit } from '../../core/pools/edit.ts';
import type { RunProgress } from '../../core/progress.ts';
import type { Project } from '../../core/project.ts';
import type {
	IterationReport,
	Rejection,
	Run,
	Score,
	StageEntry,
	TrainingJob,
} from '../../core/run.ts';
import type { Student } from '../../core/student.ts';
import type { Verdict } from '../../core/verdict.ts';
import type { Vote } from '../../core/vote.ts';
import { type Migrations, MIGRATIONS } from './migrations.ts';

type Setting = { readonly schema: 1; readonly name: string; readonly value: string };

export type Rows = {
	readonly projects: Project;
	readonly instructions: Instruction;
	readonly answers: Answer;
	readonly verdicts: Verdict;
	readonly rejections: Rejection;
	readonly students: Student;
	readonly scores: Score;
	readonly stages: StageEntry;
	readonly jobs: TrainingJob;
	readonly reports: IterationReport;
	readonly runs: Run;
	readonly progress: RunProgress;
	readonly calls: Call;
	readonly edits: Edit;
	readonly votes: Vote;
	readonly settings: Setting;
	readonly exams: Exam;
	readonly examTasks: ExamTask;
	readonly examAnswers: ExamAnswer;
	readonly examFailures: ExamFailure;
	readonly examProgress: ExamProgress;
};
export type TableName = keyof Rows;

export type Schema = {
	/** Raised with every change of a table, an index or the shape of a row. */
	readonly version: number;
	readonly stores: Readonly<Record<TableName, string>>;
	readonly migrations: Migrations;
};

/**
 * Primary key first. An index costs about a tenth of the rate of writing, so there are none that a key's beginning
 * can serve: ids of answers and verdicts begin with their instruction's (`answerId`, `verdictId`).
 */
export const SCHEMA: Schema = {
	version: 4,
	stores: {
		projects: 'id',
		instructions: 'id, projectId, parentId',
		answers: 'id, projectId',
		verdicts: 'id, runId',
		rejections: 'id, [runId+iteration]',
		students: 'id, projectId',
		scores: 'id, runId',
		stages: 'id, runId',
		jobs: 'id, runId',
		reports: 'id, runId',
		runs: 'id, projectId',
		progress: 'runId',
		calls: 'key, [runId+state], about',
		// By `pendingOf` only those whose rows are still to be written: hardly ever any.
		edits: 'id, pendingOf',
		// Those of no project are in no index: null is no key.
		votes: 'id, projectId',
		settings: 'name',
		exams: 'id, projectId',
		// Their ids begin with the exam's, those of answers and failures then with the student's.
		examTasks: 'id',
		examAnswers: 'id',
		examFailures: 'id',
		examProgress: 'examId',
	},
	migrations: MIGRATIONS,
};
