/** An exam: one set of instructions put to several students, one after the other, and what came of it. */
import type { ExamId, ProjectId } from '../id.ts';
import type { AnsweringDevice, AnswerSource, StudentEngineName } from '../student.ts';
import type { Pace } from './pace.ts';

/** The rows of a project that an exam can be made of; `seeds`: all that are in use. */
export const EXAM_POOLS = ['heldOut', 'development', 'cache', 'train', 'seeds'] as const;
export type ExamPool = (typeof EXAM_POOLS)[number];

export type ExamSet =
	| { readonly kind: 'file'; readonly name: string }
	| {
			readonly kind: 'pool';
			/** Its name when the exam was made. */
			readonly project: string;
			readonly pool: ExamPool;
			/** null: every skill. */
			readonly skill: string | null;
			/** What the rows' texts contain; '': anything. */
			readonly text: string;
	  };

/** Numbers that hold for every student of the exam. */
export type Sampling = {
	/** 0: always the likeliest token. */
	readonly temperature: number;
	/** Of an answer, ≥ 1. */
	readonly maxTokens: number;
	readonly seed: number;
	/** Stands before every instruction; '': nothing does. */
	readonly system: string;
};
export const USUAL_SAMPLING: Sampling = { temperature: 0, maxTokens: 256, seed: 1, system: '' };

export type Trouble = { readonly code: string; readonly message: string };

export type ExamStudent = {
	/** Within the exam, part of its answers' ids: 's1', 's2' … */
	readonly id: string;
	/** The student itself: its id, 'shipped/<folder>', or the folder of a model that was brought. */
	readonly subject: string;
	readonly name: string;
	readonly source: AnswerSource;
	/** The trainer's id of it, for where the trainer is to answer; null: it has none there. */
	readonly model: string | null;
	readonly isSkipped: boolean;
	/** What kept it from answering at all; null: nothing. */
	readonly trouble: Trouble | null;
};

export type ExamState =
	/** Its instructions are still being written. */
	| { readonly kind: 'preparing' }
	| { readonly kind: 'running' }
	| {
			readonly kind: 'paused';
			readonly by: 'user' | 'trouble';
			readonly code: string | null;
			readonly because: string;
			/** Unix ms. */
			readonly at: number;
	  }
	| { readonly kind: 'stopped' | 'finished'; readonly at: number };

export type Exam = {
	readonly schema: 1;
	readonly id: ExamId;
	readonly name: string;
	/** Deleted with it; null: the set came from a file. */
	readonly projectId: ProjectId | null;
	readonly set: ExamSet;
	/** How many instructions it has, and how many of them with a reference answer. */
	readonly tasks: number;
	readonly references: number;
	readonly sampling: Sampling;
	/** In the order in which they are asked. */
	readonly students: readonly ExamStudent[];
	readonly state: ExamState;
	/** Unix ms. */
	readonly createdAt: number;
};

/** An instruction as it was when the exam was made: a later edit doesn't change what was asked. */
export type ExamTask = {
	readonly schema: 1;
	readonly id: string;
	readonly examId: ExamId;
	/** From 0. */
	readonly order: number;
	readonly instruction: string;
	readonly input: string;
	readonly skill: string | null;
	/** The answer that the set itself holds; null where it has none. */
	readonly reference: string | null;
};

type OfTask = {
	readonly schema: 1;
	readonly id: string;
	readonly examId: ExamId;
	readonly student: string;
	readonly order: number;
	/** Unix ms. */
	readonly at: number;
};
export type ExamAnswer = OfTask & {
	readonly text: string;
	/** null where an endpoint doesn't tell. */
	readonly tokens: number | null;
	readonly finish: 'stop' | 'length';
};
/** An instruction that the student could not be asked; asked again on wish. */
export type ExamFailure = OfTask & Trouble;

export type StudentProgress = {
	readonly step: 'waiting' | 'loading' | 'answering' | 'resting';
	/** Rows that are stored. */
	readonly answered: number;
	readonly failed: number;
	/** Bytes read while it loads; null: not loading, or nothing is told. */
	readonly loading: { readonly done: number; readonly total: number | null } | null;
	/** What it runs on and how long loading took, ms; null before. */
	readonly loaded: {
		readonly engine: StudentEngineName;
		readonly device: AnsweringDevice;
		/** Where its answers are computed; absent: on this device. */
		readonly origin?: string;
		readonly note: string | null;
		readonly loadMs: number;
	} | null;
	/** As last measured here; null: not known yet. */
	readonly pace: Pace | null;
	/** Time at answers, and how many came in it, all sittings together; loading isn't in it. */
	readonly worked: { readonly answers: number; readonly ms: number };
};

/** A snapshot that the exam's worker writes about twice a second, for every tab to read. */
export type ExamProgress = {
	readonly schema: 1;
	readonly examId: ExamId;
	/** By the student's id in the exam. */
	readonly students: Readonly<Record<string, StudentProgress>>;
	/** Unix ms. */
	readonly at: number;
};

/** Digits in ids, so that keys sort as orders do. */
const DIGITS = 7;
/** More would break the order of the keys. */
export const MOST_TASKS = 10 ** DIGITS - 1;

const padded = (order: number) => String(order).padStart(DIGITS, '0');

export function taskId(exam: ExamId, order: number): string {
	return `${exam}/${padded(order)}`;
}

/** One answer, or one failure, for each student and instruction. */
export function examAnswerId(exam: ExamId, student: string, order: number): string {
	return `${answersOf(exam, student)}${padded(order)}`;
}

/** What ids of answers of one student begin with. */
export function answersOf(exam: ExamId, student: string): string {
	return `${exam}|${student}|`;
}

/** The order that the id of an answer ends in. */
export function orderOf(id: string): number {
	return Number(id.slice(-DIGITS));
}
