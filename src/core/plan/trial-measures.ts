/** What a trial, or any run, has measured, from its rows. */
import type { RunProgress } from '../progress.ts';
import type { TrainingJob } from '../run.ts';
import type { Student } from '../student.ts';
import type { Measures, RoleMeasures } from './measures.ts';

export type MeasuredRows = {
	readonly roles: RoleMeasures;
	readonly rejections: number;
	readonly jobs: readonly TrainingJob[];
	readonly students: readonly Student[];
	readonly progress: RunProgress | undefined;
};

export function measuresOf(rows: MeasuredRows, epochs: number): Measures {
	const { roles, rejections, students } = rows;
	const asked = roles.generator?.calls ?? 0;
	const stored = students.findLast(({ files }) => files.length > 0);
	return {
		roles,
		candidates: asked === 0 ? null : { asked, accepted: Math.max(0, asked - rejections) },
		student: studentOf(rows),
		training: trainingOf(rows, epochs),
		studentBytes: stored?.files.reduce((sum, { bytes }) => sum + bytes, 0) ?? null,
	};
}

function studentOf({ progress, roles }: MeasuredRows): Measures['student'] {
	const perMinute = progress?.student?.answersPerMinute ?? 0;
	// Batches are measured only on many answers; a trial has few.
	if (perMinute <= 0) return progress?.studentTook ?? null;
	// Each answer has two verdicts.
	const answers = Math.max(1, Math.round((roles.referee?.calls ?? 0) / 2));
	return { answers, seconds: (60 * answers) / perMinute };
}

/**
 * The time at the rows is that of the steps, by the trainer's clock; all else from the order to the student in this
 * browser stands beside it. null where the trainer told fewer than two steps.
 */
function trainingOf({ jobs, students }: MeasuredRows, epochs: number): Measures['training'] {
	const job = jobs.find(({ rows, status }) => rows > 0 && status === 'succeeded');
	const { steps } = job ?? {};
	const student = students.find(({ iteration }) => iteration === job?.iteration);
	if (job === undefined || steps === undefined || student === undefined) return null;
	if (steps.to.step <= steps.from.step) return null;
	const eachStep = (steps.to.atMs - steps.from.atMs) / (steps.to.step - steps.from.step) / 1000;
	const seconds = eachStep * (job.totalSteps ?? steps.to.step);
	const whole = (student.createdAt - job.createdAt) / 1000;
	return { rows: epochs * job.rows, seconds, besideSeconds: Math.max(0, whole - seconds) };
}
