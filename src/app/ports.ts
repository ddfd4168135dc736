/** The world as interfaces: what the stories of `app` need, and `adapters` give. */
import type { Answer } from '../core/answer.ts';
import type { Call, CallReply, CallRequest, Message } from '../core/call.ts';
import type { CallKey, InstructionId, ProjectId, RunId, StudentId } from '../core/id.ts';
import type { Instruction } from '../core/instruction.ts';
import type { HearLimits } from '../core/limits/told.ts';
import type { BookRows } from '../core/loop/run-book.ts';
import type { Project } from '../core/project.ts';
import type { RunEvent, RunProgress } from '../core/progress.ts';
import type {
	IterationReport,
	Rejection,
	Run,
	Score,
	StageEntry,
	TrainingJob,
} from '../core/run.ts';
import type { Student, StudentDevice, StudentFile, StudentSource } from '../core/student.ts';
import type { Verdict } from '../core/verdict.ts';

/** Unix ms. */
export type Clock = () => number;
/** A fresh random id of letters and digits. */
export type NewId = () => string;
/** sha-256 of a text's UTF-8, lower-case hex. */
export type Digest = (text: string) => Promise<string>;
/** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/** Rows of one run and its project, as the run worker loads them once. */
export type RunRows = BookRows;

/** What one step writes, in one transaction. */
export type RecordChange = Partial<{
	readonly [Table in keyof RunRows]: RunRows[Table];
}>;

/** The records: written by the run worker (and by import), read by everyone. */
export interface RecordStore {
	/** The run and the runs that it was forked from (nearest first), so that rows of all of them count. */
	runChain(run: RunId): Promise<readonly Run[]>;
	/** Seeds of the project, and everything of the given runs. */
	rowsOf(project: ProjectId, runs: readonly RunId[]): Promise<RunRows>;
	/** Puts rows (by id, replacing) in one transaction. `durable`: on disk before the promise resolves. */
	put(change: RecordChange, options?: { readonly durable?: boolean }): Promise<void>;
	project(id: ProjectId): Promise<Project | undefined>;
	putProject(project: Project): Promise<void>;
	run(id: RunId): Promise<Run | undefined>;
	putRun(run: Run): Promise<void>;
	/** The last snapshot written. */
	progress(run: RunId): Promise<RunProgress | undefined>;
	putProgress(progress: RunProgress): Promise<void>;
}

/** The ledger of calls. Writes of one moment may share a transaction; each resolves when its own is durable. */
export interface Ledger {
	get(key: CallKey): Promise<Call | undefined>;
	/** Strictly durable before it resolves. */
	put(call: Call): Promise<void>;
	/** Tells every call of the run, a few at a time: a large run's replies fill gigabytes. */
	eachOfRun(run: RunId, hear: (call: Call) => void): Promise<void>;
}

/** The teacher's model, for one attempt each; retries, ledger and budget are `app`'s. */
export interface Teacher {
	/**
	 * Throws TeacherError, with `retryAfterMs` where the provider told; the signal's reason when aborted. `hear` is told the
	 * provider's limits as soon as they are there, beside a reply or a refusal.
	 */
	ask(request: CallRequest, signal: AbortSignal, hear?: HearLimits): Promise<CallReply>;
	/** The reply as it comes, for the chat. */
	stream(request: CallRequest, signal: AbortSignal): AsyncIterable<string>;
	/** Ids of the models offered; throws what `ask` throws. */
	models(signal: AbortSignal): Promise<readonly string[]>;
}

export type LoadedStudent = {
	readonly device: StudentDevice;
	/** Why it isn't WebGPU, in a sentence; null when it is or when WASM was asked for. */
	readonly note: string | null;
	readonly contextTokens: number;
	readonly loadMs: number;
};
export type StudentAnswer = {
	/** Place in the list of prompts. */
	readonly index: number;
	readonly text: string;
	readonly tokens: number;
	readonly finish: 'stop' | 'length';
};
export type StudentOptions = {
	readonly temperature: number;
	readonly maxTokens: number;
	readonly seed: number;
	/** One for each prompt, in place of `seed`: sampled answers then don't depend on what else is asked. */
	readonly seeds?: readonly number[];
};

/** One student at a time on this device. A dead worker or lost device is replaced; what was asked goes on. */
export interface StudentEngine {
	/** Loads and replaces what was loaded; reports bytes read. */
	load(
		source: StudentSource,
		options: {
			readonly device: 'auto' | StudentDevice;
			readonly onBytes?: (done: number, total: number | null) => void;
		},
		signal: AbortSignal,
	): Promise<LoadedStudent>;
	/** Answers in the order in which they are ready; batched, best batch measured once a student and device. */
	answer(
		prompts: readonly (readonly Message[])[],
		options: StudentOptions,
		signal: AbortSignal,
	): AsyncIterable<StudentAnswer>;
	/** One reply, piece by piece. */
	chat(
		messages: readonly Message[],
		options: StudentOptions,
		signal: AbortSignal,
	): AsyncIterable<string>;
	/** Token ids of the chat-templated messages with the generation prompt. */
	promptIds(messages: readonly Message[]): Promise<readonly number[]>;
	/** Token counts of whole conversations (answers included), for what fits the context. */
	countTokens(
		conversations: readonly (readonly Message[])[],
		signal: AbortSignal,
	): Promise<readonly number[]>;
	/** Greedy ids after the messages, for the self-test. */
	greedyIds(
		messages: readonly Message[],
		maxTokens: number,
		signal: AbortSignal,
	): Promise<readonly number[]>;
	/** Answers a minute and batch as measured; null before. */
	readonly measured: { readonly batch: number; readonly answersPerMinute: number } | null;
	close(): void;
}

/** Student files in this browser (OPFS), kept by content. */
export interface StudentFiles {
	/**
	 * Copies what the URL serves, checking bytes and sha256. A copy that was paused or broke off ('student/fetch-failed': the
	 * trainer can't be reached) isn't a student yet, and the next one goes on from it; nothing is kept of a wrong file.
	 */
	fetchInto(
		folder: string,
		source: Extract<StudentSource, { kind: 'remote' }>,
		onBytes: (done: number, total: number) => void,
		signal: AbortSignal,
	): Promise<void>;
	readText(folder: string, path: string): Promise<string>;
	read(folder: string, path: string): Promise<Blob>;
	write(folder: string, path: string, data: Blob): Promise<void>;
	list(): Promise<readonly { readonly folder: string; readonly bytes: number }[]>;
	delete(folder: string): Promise<void>;
}

/** The same, where students can also come from a file of the user's. */
export interface WritableStudentFiles extends StudentFiles {
	/**
	 * Writes a whole student, bytes and sha256 checked, listed when all of it is there; false where it is already. Throws
	 * 'student/corrupt-file', 'student/no-space', and keeps nothing of it then.
	 */
	writeWhole(
		folder: string,
		files: readonly (StudentFile & { readonly data: Blob })[],
	): Promise<boolean>;
}

export type BaseModel = {
	readonly id: string;
	readonly name: string;
	readonly params: number | null;
	readonly contextTokens: number | null;
	readonly licence: string | null;
	readonly ready: boolean;
	/** Why it can't be trained from, in a sentence; null when it can. */
	readonly problem: string | null;
	/** Jobs that succeeded on it at this trainer; 0: not run here. */
	readonly runs: number;
};
export type TrainerFacts = {
	readonly version: string;
	readonly device: 'cpu' | 'cuda';
	readonly bases: readonly BaseModel[];
	readonly usedBytes: number;
	readonly freeBytes: number;
};
export type JobOrder = {
	/** Base id, or the model of an earlier student. */
	readonly model: string;
	/** null: export the base as it is, without training. */
	readonly rows: readonly { readonly messages: readonly Message[] }[] | null;
	readonly hyperparameters: Readonly<Record<string, number | boolean>>;
	readonly seed: number;
	/** Two orders with one id make one job. */
	readonly clientRequestId: string;
	readonly suffix: string;
};
export type TrainerJob = {
	readonly id: string;
	readonly status: string;
	readonly model: string;
	readonly fineTunedModel: string | null;
	readonly error: { readonly code: string; readonly message: string } | null;
	readonly trainedTokens: number | null;
	readonly artifacts: Extract<StudentSource, { kind: 'remote' }> | null;
	/** Unix ms. */
	readonly createdAt: number;
	readonly finishedAt: number | null;
};
export type TrainerEvent = {
	readonly id: string;
	readonly level: 'info' | 'warn' | 'error';
	readonly message: string;
	/** Unix ms. */
	readonly at: number;
	readonly metrics: {
		readonly step: number;
		readonly totalSteps: number | null;
		readonly loss: number;
		readonly learningRate: number | null;
	} | null;
};

/** The linked trainer service. Every call throws AppError 'trainer/…'. */
export interface Trainer {
	facts(signal: AbortSignal): Promise<TrainerFacts>;
	order(order: JobOrder, signal: AbortSignal): Promise<TrainerJob>;
	job(id: string, signal: AbortSignal): Promise<TrainerJob>;
	jobs(signal: AbortSignal): Promise<readonly TrainerJob[]>;
	/** All events from the first on, then live until the job ends; reconnects by itself. */
	events(id: string, signal: AbortSignal): AsyncIterable<TrainerEvent>;
	cancel(id: string, signal: AbortSignal): Promise<TrainerJob>;
	/**
	 * Deletes the file that was uploaded for a job that is over; does nothing where there is none, or no such job. Throws
	 * 'trainer/refused' while the job still reads it.
	 */
	dropUpload(job: string, signal: AbortSignal): Promise<void>;
	pin(model: string, holder: string, signal: AbortSignal): Promise<void>;
	unpin(model: string, holder: string, signal: AbortSignal): Promise<void>;
}

export type TrainerLink = {
	/** Exact origin, e.g. http://127.0.0.1:4748; the token is sent nowhere else. */
	readonly url: string;
	readonly token: string;
	/** Unix ms. */
	readonly linkedAt: number;
};

/** Small settings of this browser: the trainer link, what the user last had open, preferences. */
export interface Settings {
	trainerLink(): Promise<TrainerLink | undefined>;
	linkTrainer(link: TrainerLink): Promise<void>;
	unlinkTrainer(): Promise<void>;
	get(name: string): Promise<string | undefined>;
	set(name: string, value: string): Promise<void>;
}

/** Live lines of a run, heard in every tab; nothing is kept. */
export interface RunFeed {
	say(run: RunId, event: RunEvent): void;
	listen(run: RunId, hear: (event: RunEvent) => void): () => void;
}

/** A value that changes: the shape of Svelte's stores and Dexie's live queries. */
export interface Live<T> {
	subscribe(next: (value: T) => void, failed?: (error: unknown) => void): { unsubscribe(): void };
}

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
	poolRows(project: ProjectId, runs: readonly RunId[]): Promise<readonly PoolRow[]>;
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

/** What the page may tell the run engine. Each resolves when the engine has taken it. */
export interface RunEngine {
	/** Starts or goes on; throws AppError 'run/held-elsewhere' when another tab holds the project. */
	start(run: RunId): Promise<void>;
	/** Goes on with what was under way when the page was closed; does nothing when it was paused meanwhile. */
	resume(run: RunId): Promise<void>;
	/** Carries out just the next stage, then pauses. */
	step(run: RunId): Promise<void>;
	pause(run: RunId): Promise<void>;
	/** Ends it; it can be given more iterations or forked, not resumed. */
	stop(run: RunId): Promise<void>;
	/** Asks the failed calls again. */
	retryFailed(run: RunId): Promise<void>;
	/**
	 * Judges a student of the run on a set, beside its stages; the run stays as it is. Resolves when the score is written or
	 * the run was paused, rejects with what befell it ('run/busy', 'teacher/…', 'student/…').
	 */
	evaluate(run: RunId, student: StudentId, set: Score['set']): Promise<void>;
	/** Which run this tab's worker is carrying out. */
	readonly running: Live<RunId | null>;
}
