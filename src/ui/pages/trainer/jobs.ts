/** Jobs as the page lists them: those that this browser's runs ordered, and others that the trainer has. */
import type { TrainerEvent, TrainerJob } from '../../../app/ports/trainer.ts';
import type { RunId } from '../../../core/id.ts';
import { ownValue } from '../../../core/own-value.ts';
import type { Project } from '../../../core/project.ts';
import type { Run, TrainingJob, TrainingPoint } from '../../../core/run.ts';
import { studentName } from '../../../core/student.ts';
import type { StateKind } from '../../parts/role.ts';

export type JobRow = {
	readonly jobId: string;
	/** 'student-2', or the model's name for a job from elsewhere. */
	readonly name: string;
	/** What it is for, in words. */
	readonly purpose: string;
	readonly runId: RunId | null;
	readonly iteration: number | null;
	readonly status: string;
	readonly step: number | null;
	readonly totalSteps: number | null;
	readonly points: readonly TrainingPoint[];
	readonly error: string | null;
	/** Unix ms. */
	readonly createdAt: number;
	readonly finishedAt: number | null;
};

const STATES: Readonly<Record<string, StateKind>> = {
	succeeded: 'done',
	failed: 'failed',
	cancelled: 'warn',
	paused: 'paused',
	queued: 'waiting',
};

export function jobState(status: string): StateKind {
	return ownValue(STATES, status) ?? 'running';
}

/** Whether the job can still change. */
export function isActive({ status }: Pick<JobRow, 'status'>): boolean {
	return !['succeeded', 'failed', 'cancelled'].includes(status);
}

/** Newest first; a job known from both sides stands once, with the trainer's newer status. */
export function jobRows(
	ordered: readonly TrainingJob[],
	atTrainer: readonly TrainerJob[],
	known: { readonly projects: readonly Project[]; readonly runs: readonly Run[] },
): readonly JobRow[] {
	const own = ordered.map((job) => ownRow(job, known));
	const ownIds = new Set(own.map(({ jobId }) => jobId));
	const others = atTrainer.filter(({ id }) => !ownIds.has(id)).map(otherRow);
	return [...own, ...others].toSorted((a, b) => b.createdAt - a.createdAt);
}

function ownRow(
	job: TrainingJob,
	{ projects, runs }: { readonly projects: readonly Project[]; readonly runs: readonly Run[] },
): JobRow {
	const project = projects.find(({ id }) => id === job.projectId)?.name ?? 'a deleted project';
	const run = runs.find(({ id }) => id === job.runId)?.name;
	return {
		jobId: job.jobId,
		name: studentName(job.iteration),
		purpose: run === undefined ? project : `${project}, ${run}`,
		runId: job.runId,
		iteration: job.iteration,
		status: job.status,
		step: job.step,
		totalSteps: job.totalSteps,
		points: job.points,
		error: job.error,
		createdAt: job.createdAt,
		finishedAt: job.finishedAt,
	};
}

function otherRow(job: TrainerJob): JobRow {
	return {
		jobId: job.id,
		name: job.fineTunedModel ?? job.model,
		purpose: 'ordered elsewhere',
		runId: null,
		iteration: null,
		status: job.status,
		step: null,
		totalSteps: null,
		points: [],
		error: job.error?.message ?? null,
		createdAt: job.createdAt,
		finishedAt: job.finishedAt,
	};
}

/** The curve that a log holds, for a job whose points aren't recorded here. */
export function pointsOf(events: readonly TrainerEvent[]): readonly TrainingPoint[] {
	return events.flatMap(({ metrics }) =>
		metrics === null
			? []
			: [{ step: metrics.step, loss: metrics.loss, learningRate: metrics.learningRate }],
	);
}

/** The job to compare with: the one before it in the same run; undefined for the first. */
export function jobBefore(job: JobRow, rows: readonly JobRow[]): JobRow | undefined {
	return rows.find(
		({ runId, iteration, points }) =>
			runId === job.runId &&
			job.iteration !== null &&
			iteration === job.iteration - 1 &&
			points.length > 0,
	);
}

/** Loss of the point nearest to `step`; undefined of no points. */
export function lossNear(points: readonly TrainingPoint[], step: number): number | undefined {
	return points.toSorted((a, b) => Math.abs(a.step - step) - Math.abs(b.step - step))[0]?.loss;
}

/** Whole seconds left by the rate between the first and last metrics heard; null before there are two. */
export function secondsLeft(events: readonly TrainerEvent[], totalSteps: number | null): number | null {
	const measured = events.filter(({ metrics }) => metrics !== null);
	const first = measured[0];
	const last = measured.at(-1);
	if (!first?.metrics || !last?.metrics || totalSteps === null) return null;
	const steps = last.metrics.step - first.metrics.step;
	if (steps <= 0) return null;
	const perStep = (last.at - first.at) / 1000 / steps;
	return Math.ceil(perStep * (totalSteps - last.metrics.step));
}
