/** A fine-tuning job from order to student: placed once, followed through restarts, its student copied, tested and kept. */
import { AppError, codeOf } from '../../core/error.ts';
import { studentIdOf, type JobId } from '../../core/id.ts';
import type { LeftOut, StepTime, TrainingJob } from '../../core/run.ts';
import type { Student } from '../../core/student.ts';
import { keepStudent } from '../keep-student.ts';
import type { JobOrder, Trainer, TrainerJob } from '../ports/trainer.ts';
import { dropUpload } from './drop-upload.ts';
import type { RunSession } from './session.ts';
import { whileUnreachable } from './while-unreachable.ts';

type Order = Pick<JobOrder, 'model' | 'rows' | 'hyperparameters'> & {
	/** The file may hold several epochs, one after another. */
	readonly rowsAnEpoch: number;
	readonly leftOut: readonly LeftOut[];
};

/** Orders the job (or finds the one already ordered), follows it, and keeps the student that it made. */
export async function trainStudent(
	session: RunSession,
	iteration: number,
	order: Order,
): Promise<void> {
	let job = await placeOrder(session, iteration, order);
	for (;;) {
		const finished = await follow(session, job);
		if (finished !== 'forgotten') {
			await keep(session, iteration, finished);
			return;
		}
		await save(session, { ...job, status: 'forgotten', finishedAt: session.world.clock() });
		await dropUpload(session, job.jobId);
		job = await placeOrder(session, iteration, order);
	}
}

/** Jobs of this iteration that came to nothing; each makes the next order one of its own. */
function failedOrders(session: RunSession, iteration: number): number {
	return [...session.book.jobs.values()].filter(
		(job) => job.iteration === iteration && ENDED_BADLY.has(job.status),
	).length;
}
const ENDED_BADLY: ReadonlySet<string> = new Set(['failed', 'cancelled', 'forgotten']);

async function placeOrder(
	session: RunSession,
	iteration: number,
	{ leftOut, rowsAnEpoch, ...order }: Order,
): Promise<TrainingJob> {
	const { run } = session;
	const id = `${run.id}-${iteration}-${failedOrders(session, iteration)}`;
	const known = session.book.jobs.get(id);
	if (known !== undefined) return known;
	const placed = await whileUnreachable(session, (trainer) =>
		trainer.order(
			{
				...order,
				seed: run.recipe.seed,
				clientRequestId: id,
				suffix: `k${Math.max(0, iteration)}`,
			},
			session.stopping,
		),
	);
	const job = newJob(session, iteration, {
		id,
		jobId: placed.id,
		status: placed.status,
		rows: rowsAnEpoch,
		leftOut,
	});
	await save(session, job);
	return job;
}

function newJob(
	{ run, world }: RunSession,
	iteration: number,
	{ leftOut, ...own }: Pick<TrainingJob, 'id' | 'jobId' | 'status' | 'rows' | 'leftOut'>,
): TrainingJob {
	const count = (why: LeftOut['why']) => leftOut.filter((row) => row.why === why).length;
	return {
		schema: 1,
		projectId: run.projectId,
		runId: run.id,
		iteration,
		...own,
		tooLong: count('too-long'),
		cutOff: count('cut-off'),
		unanswered: count('unanswered'),
		leftOut: leftOut.slice(0, MOST_NAMED),
		step: 0,
		totalSteps: null,
		points: [],
		error: null,
		createdAt: world.clock(),
		finishedAt: null,
	};
}

/** Rows left out that a job's row names at most; all are counted. */
const MOST_NAMED = 200;

async function save(session: RunSession, job: TrainingJob): Promise<void> {
	await session.write({ jobs: [job] });
}

/** Follows the job's events to its end; 'forgotten' when the trainer doesn't know it, or its student, any more. */
async function follow(session: RunSession, job: TrainingJob): Promise<TrainerJob | 'forgotten'> {
	session.progress.step('training', null);
	try {
		await whileUnreachable(session, (trainer) => followEvents(session, trainer, job));
		const ended = await whileUnreachable(session, (trainer) =>
			trainer.job(job.jobId, session.stopping),
		);
		const isDeleted = ended.artifacts === null || ended.fineTunedModel === null;
		return ended.status === 'succeeded' && isDeleted ? 'forgotten' : ended;
	} catch (thrown) {
		if (codeOf(thrown) === 'trainer/unknown-job') return 'forgotten';
		throw thrown;
	}
}

/** Curves keep at most this many points: every other one is dropped when there are more. */
const MOST_POINTS = 400;
const SAVE_EVERY_MS = 500;

async function followEvents(
	session: RunSession,
	trainer: Trainer,
	job: TrainingJob,
): Promise<void> {
	let now: TrainingJob = { ...job, status: 'running', points: [] };
	let savedAt = 0;
	let from: StepTime | undefined;
	for await (const { metrics, at } of trainer.events(job.jobId, session.stopping)) {
		if (metrics === null) continue;
		const { step, totalSteps, loss, learningRate } = metrics;
		const points = [
			...now.points.filter((point) => point.step < step),
			{ step, loss, learningRate },
		];
		now = {
			...now,
			step,
			totalSteps,
			steps: { from: (from ??= { step, atMs: at }), to: { step, atMs: at } },
			points: points.length > MOST_POINTS ? points.filter((_, at) => at % 2 === 0) : points,
		};
		session.progress.at('training', step, totalSteps, at);
		session.say({ kind: 'trained', step, totalSteps, loss });
		if (session.world.clock() - savedAt < SAVE_EVERY_MS) continue;
		savedAt = session.world.clock();
		await save(session, now);
	}
	await save(session, now);
}

/** Notes how the job ended, then copies, tests and keeps the student that it made; throws by name when either failed. */
async function keep(session: RunSession, iteration: number, job: TrainerJob): Promise<void> {
	const noted = [...session.book.jobs.values()].find(({ jobId }) => jobId === job.id);
	if (noted !== undefined) await save(session, endOf(noted, job, session.world.clock()));
	if (job.status !== 'succeeded') await dropUpload(session, job.id);
	const made = madeBy(job);
	const id = studentIdOf(session.run.id, iteration);
	session.progress.step('loading', null);
	const kept = await whileUnreachable(session, () =>
		keepStudent(session.world, {
			folder: id,
			source: made.artifacts,
			// An exported base is a student of its own there.
			model: made.model,
			onBytes: (done, total) => {
				session.progress.at('loading', done, total);
			},
			signal: session.stopping,
		}),
	);
	await whileUnreachable(session, (trainer) =>
		trainer.pin(made.model, session.run.projectId, session.stopping),
	);
	const student: Student = {
		schema: 1,
		id,
		projectId: session.run.projectId,
		runId: session.run.id,
		iteration,
		baseId: session.run.recipe.baseId,
		jobId: job.id as JobId,
		// The base is trained from by its own id, not by that of its export.
		...(iteration < 0 ? BASE : { model: made.model, trainedRows: noted?.rows ?? null }),
		source: kept.source,
		files: made.artifacts.files,
		selfTest: kept.selfTest,
		createdAt: session.world.clock(),
	};
	await session.write({ students: [student] }, { durable: true });
	session.loaded(student, kept.facts);
	await dropUpload(session, job.id);
}
const BASE = { model: null, trainedRows: null };

function endOf(noted: TrainingJob, job: TrainerJob, now: number): TrainingJob {
	return {
		...noted,
		status: job.status,
		error: job.error?.message ?? null,
		finishedAt: job.finishedAt ?? now,
	};
}

/** The model of a job that succeeded; throws 'trainer/job-failed' for any other. */
function madeBy({ id, status, error, artifacts, fineTunedModel }: TrainerJob): {
	readonly model: string;
	readonly artifacts: NonNullable<TrainerJob['artifacts']>;
} {
	if (status === 'succeeded' && artifacts !== null && fineTunedModel !== null)
		return { model: fineTunedModel, artifacts };
	throw new AppError(
		'trainer/job-failed',
		`The trainer's job ${id} ended as ${status}: ${error?.message ?? 'no reason was given'}. Everything asked and answered is kept; go on to order it again.`,
	);
}
