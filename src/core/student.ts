/** A student of a run: where its files are, what it was made from, whether it proved itself here. */
import type { JobId, ProjectId, RunId, StudentId } from './id.ts';
import type { OpenAiTeacher } from './teacher.ts';

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

/** A student of which nothing is here: an OpenAI-compatible endpoint answers. The key is no part of it. */
export type EndpointSource = { readonly kind: 'endpoint'; readonly at: OpenAiTeacher };
/** Whatever a student engine can load. */
export type AnswerSource = StudentSource | EndpointSource;

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
			readonly device: AnsweringDevice;
			/** Absent in rows of earlier versions: transformers.js. */
			readonly engine?: StudentEngineName;
			/** Where it was computed, if not on this device; it was held to the text of the reply then. */
			readonly origin?: string;
	  }
	| { readonly passed: false; readonly code: string; readonly because: string };

export type StudentDevice = 'webgpu' | 'wasm';
/** 'remote': none of this machine's that this page knows. */
export type AnsweringDevice = StudentDevice | 'remote';
/** Whose code computes a student's tokens; 'remote': an endpoint's. */
export type StudentEngineName = 'transformers.js' | 'web-llm' | 'remote';

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

/** The id under which the trainer that made a student has it. */
export function trainerModelOf({ model, baseId }: Pick<Student, 'model' | 'baseId'>): string {
	return model ?? baseId;
}

/** One text for each place that a student can be at. */
export function placeOf(source: AnswerSource): string {
	switch (source.kind) {
		case 'shipped':
		case 'stored':
			return `${source.kind} ${source.folder}`;
		case 'remote':
			return `remote ${source.url}`;
		case 'endpoint':
			return `endpoint ${source.at.baseUrl} ${source.at.model}`;
	}
}
