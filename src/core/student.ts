/** A student of a run: where its files are, what it was made from, whether it proved itself here. */
import type { JobId, ProjectId, RunId, StudentId } from './id.ts';

export type StudentFile = {
	readonly path: string;
	readonly bytes: number;
	/** Lower-case hex. */
	readonly sha256: string;
};

/** Where a student's files can be read: beside the app, in this browser, or at the trainer. */
export type StudentSource =
	| { readonly kind: 'shipped'; readonly folder: string }
	| { readonly kind: 'stored'; readonly folder: string }
	| { readonly kind: 'remote'; readonly url: string; readonly files: readonly StudentFile[] };

/** Prompts and greedy replies of the trainer's model, which the page must repeat token for token. */
export type SelfTest = {
	readonly version: number;
	readonly eos_token_ids: readonly number[];
	readonly cases: readonly {
		readonly messages: readonly { readonly role: string; readonly content: string }[];
		readonly prompt_ids: readonly number[];
		readonly greedy_ids: readonly number[];
	}[];
};

export type SelfTestResult =
	| {
			readonly passed: true;
			readonly cases: number;
			readonly device: StudentDevice;
			/** Absent in rows of earlier versions: transformers.js. */
			readonly engine?: StudentEngineName;
	  }
	| { readonly passed: false; readonly code: string; readonly because: string };

export type StudentDevice = 'webgpu' | 'wasm';
/** Whose code computes a student's tokens. */
export type StudentEngineName = 'transformers.js' | 'web-llm';

export type Student = {
	readonly schema: 1;
	readonly id: StudentId;
	readonly projectId: ProjectId;
	readonly runId: RunId;
	/** −1: the base; k: student-k. */
	readonly iteration: number;
	/** The trainer's id of the base. */
	readonly baseId: string;
	readonly jobId: JobId | null;
	/** The trainer's id of this model, from which the next job starts; null for the base. */
	readonly model: string | null;
	readonly source: StudentSource;
	readonly files: readonly StudentFile[];
	readonly selfTest: SelfTestResult | null;
	/** Rows of an epoch that it was trained on; null for the base. */
	readonly trainedRows: number | null;
	/** Unix ms. */
	readonly createdAt: number;
};

/** 'base', 'student-0', 'student-1' … */
export function studentName(iteration: number): string {
	return iteration < 0 ? 'base' : `student-${String(iteration)}`;
}

/** One text for each place that a student's files can lie at. */
export function placeOf(source: StudentSource): string {
	return `${source.kind} ${source.kind === 'remote' ? source.url : source.folder}`;
}
