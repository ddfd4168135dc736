/** How the trainer fails, by name; the token is in no message. */
import { AppError, messageOf } from '../../core/error.ts';
import { ownValue } from '../../core/own-value.ts';

/** The protocol's error: `code` for programs, `message` for people. */
export type TrainerRefusal = {
	readonly status: number;
	readonly code: string | null;
	readonly message: string;
	/** The job that was asked about, where it was one. */
	readonly job?: string | undefined;
};

const BY_CODE: Readonly<Record<string, string>> = {
	insufficient_storage: 'trainer/full',
	model_not_found: 'trainer/unknown-model',
	model_not_ready: 'trainer/model-not-ready',
	job_already_terminal: 'trainer/job-over',
};
const BY_STATUS: Readonly<Record<number, string>> = {
	401: 'trainer/bad-token',
	403: 'trainer/forbidden',
	404: 'trainer/unknown',
	413: 'trainer/too-large',
	507: 'trainer/full',
};

/** AppError 'trainer/…' for a reply that says no. */
export function refusedByTrainer({ status, code, message, job }: TrainerRefusal): AppError {
	// The trainer's own word; a 404 of another server at this address tells nothing of the job.
	if (job !== undefined && status === 404 && code === 'not_found') return unknownJob(job);
	const fallback = status >= 500 ? 'trainer/server-error' : 'trainer/refused';
	return new AppError(
		ownValue(BY_CODE, code ?? '') ?? BY_STATUS[status] ?? fallback,
		`The trainer refused (${status}): ${message}`,
	);
}

/** AppError 'trainer/unknown-job': no such job is kept in the trainer's data. */
export function unknownJob(job: string): AppError {
	return new AppError(
		'trainer/unknown-job',
		`The trainer knows no job ${job}: it was started with another data folder, or its data was deleted.`,
	);
}

/** AppError 'trainer/unreachable' for a call that brought no reply. */
export function trainerUnreachable(url: string, thrown: unknown): AppError {
	return new AppError(
		'trainer/unreachable',
		`Nobody answers at ${url}: the trainer isn’t running, or this page isn’t allowed to reach it (${messageOf(thrown)}).`,
	);
}
