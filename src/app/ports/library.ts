/** What pages read. */
import type { Answer } from '../../core/answer.ts';
import type { Call } from '../../core/call.ts';
import type { InstructionId, ProjectId, RunId, StudentId } from '../../core/id.ts';
import type { Instruction } from '../../core/instruction.ts';
import type { SeedFacts } from '../../core/plan/seeds.ts';
import type { Measures } from '../../core/plan/measures.ts';
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
import type { Live } from './live.ts';

/** An instruction with what is known of it in one run, as the Pools page lists it. */
export type PoolRow = {
	readonly instruction: Instruction;
	/** teacher − student of the newest judged student, points; null before or when unscored. */
	readonly difficulty: number | null;
	readonly judged: StudentId | null;
};

export type InstructionDetail = {
	readonly instruction: Instruction;
	readonly answers: readonly Answer[];
	readonly verdicts: readonly Verdict[];
	readonly parent: Instruction | null;
	readonly children: readonly Instruction[];
	readonly calls: readonly Call[];
};

export type AnswerPair = {
	readonly instruction: Instruction;
	readonly teacher: string | null;
	readonly student: string | null;
	readonly other: string | null;
	/** What the referee said of the student in each order, where it was asked. */
	readonly verdicts: readonly Pick<Verdict, 'order' | 'scores'>[];
	/** Means of both orders, points; null: unscored. */
	readonly scores: { readonly teacher: number; readonly student: number } | null;
	readonly otherScores: { readonly teacher: number; readonly student: number } | null;
};

/** What pages read; everything stays live across tabs. */
export interface Library {
	projects(): Live<readonly Project[]>;
	project(id: ProjectId): Live<Project | undefined>;
	runs(project: ProjectId | null): Live<readonly Run[]>;
	run(id: RunId): Live<Run | undefined>;
	progress(run: RunId): Live<RunProgress | undefined>;
	stages(run: RunId): Live<readonly StageEntry[]>;
	students(project: ProjectId | null): Live<readonly Student[]>;
	scores(run: RunId): Live<readonly Score[]>;
	reports(run: RunId): Live<readonly IterationReport[]>;
	jobs(run: RunId | null): Live<readonly TrainingJob[]>;
	rejections(run: RunId, iteration: number): Promise<readonly Rejection[]>;
	failedCalls(run: RunId): Live<readonly Call[]>;
	/** What the run's calls, student and jobs took so far. */
	measures(run: RunId): Promise<Measures>;
	poolRows(project: ProjectId, runs: readonly RunId[]): Promise<readonly PoolRow[]>;
	/** Of the rows in use. */
	seedFacts(project: ProjectId): Promise<SeedFacts>;
	detail(id: InstructionId): Promise<InstructionDetail | undefined>;
	/** Pairs of answers of one student (and of another, to compare) on a set, with their scores. */
	pairs(query: {
		readonly student: StudentId;
		readonly other: StudentId | null;
		readonly set: 'heldOut' | 'development' | 'cache';
	}): Promise<readonly AnswerPair[]>;
	deleteProject(id: ProjectId): Promise<void>;
	/** One file with everything of a project; student weights only if asked. */
	exportProject(id: ProjectId, options: { readonly weights: boolean }): Promise<Blob>;
	importProject(file: Blob): Promise<ProjectId>;
}
