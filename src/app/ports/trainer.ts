/** The trainer service: what it is, its jobs, the link to it. */
import type { Message } from '../../core/call.ts';
import type { StudentSource } from '../../core/student.ts';

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
