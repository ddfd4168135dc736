/** A fine-tuning job from order to student: placed once, followed through restarts, its student copied, tested and kept. */
import { AppError, codeOf } from '../../core/error.ts';
import { studentIdOf, type JobId } from '../../core/id.ts';
import type { TrainingJob } from '../../core/run.ts';
import { keepStudent } from '../keep-student.ts';
import type { JobOrder, Trainer, TrainerJob } from '../ports.ts';
import type { RunSession } from './session.ts';

type Order = Pick<JobOrder, 'model' | 'rows' | 'hyperparameters'> & { readonly tooLong: number };

/** Orders the job (or finds the one already ordered), follows it, and keeps the student that it made. */
export async function trainStudent(
	session: RunSession,
	iteration: number,
	order: Order,
): Promise<void> {
	const trainer = await session.world.trainer();
	let job = await placeOrder(session, trainer, iteration, order);
	for (;;) {
		const finished = await follow(session, trainer, job);
		if (finished !== 'forgotten') {
			await keep(session, trainer, iteration, finished);
			return;
		}
		await save(session, { ...job, status: 'forgotten', finishedAt: session.world.clock() });
		job = await placeOrder(session, trainer, iteration, order);
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
	trainer: Trainer,
	iteration: number,
	{ tooLong, ...order }: Order,
): Promise<TrainingJob> {
	const { run, world } = session;
	const id = `${run.id}-${iteration}-${failedOrders(session, iteration)}`;
	const known = session.book.jobs.get(id);
	if (known !== undefined) return known;
	const placed = await whileUnreachable(session, () =>
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
	const job: TrainingJob = {
		schema: 1,
		id,
		projectId: run.projectId,
		runId: run.id,
		iteration,
		jobId: placed.id,
		status: placed.status,
		rows: order.rows?.length ?? 0,
		tooLong,
		step: 0,
		totalSteps: null,
		points: [],
		error: null,
		createdAt: world.clock(),
		finishedAt: null,
	};
	await save(session, job);
	return job;
}

async function save(session: RunSession, job: TrainingJob): Promise<void> {
	await session.write({ jobs: [job] });
}

/** The trainer may be restarted or away for an hour: ask again until it is there or the run is paused. */
async function whileUnreachable<T>(session: RunSession, ask: () => Promise<T>): Promise<T> {
	for (let waitMs = 500; ; waitMs = Math.min(15_000, waitMs * 2)) {
		try {
			return await ask();
		} catch (thrown) {
			session.throwIfStopping();
			if (codeOf(thrown) !== 'trainer/unreachable') throw thrown;
			session.say({
				kind: 'failed',
				code: 'trainer/unreachable',
				message: `The trainer doesn't answer. Trying again in ${Math.round(waitMs / 1000)} s.`,
				about: session.run.id,
			});
			await session.world.sleep(waitMs, session.stopping);
		}
	}
}

/** Follows the job's events to its end; 'forgotten' when the trainer doesn't know it any more. */
async function follow(
	session: RunSession,
	trainer: Trainer,
	job: TrainingJob,
): Promise<TrainerJob | 'forgotten'> {
	session.progress.step('training', null);
	try {
		await whileUnreachable(session, () => followEvents(session, trainer, job));
		return await whileUnreachable(session, () => trainer.job(job.jobId, session.stopping));
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
	for await (const { metrics } of trainer.events(job.jobId, session.stopping)) {
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
			points: points.length > MOST_POINTS ? points.filter((_, at) => at % 2 === 0) : points,
		};
		session.progress.at('training', step, totalSteps);
		session.say({ kind: 'trained', step, totalSteps, loss });
		if (session.world.clock() - savedAt < SAVE_EVERY_MS) continue;
		savedAt = session.world.clock();
		await save(session, now);
	}
	await save(session, now);
}

/** Copies the student here, tests it, and notes it; throws by name when the job failed or the student does. */
async function keep(
	session: RunSession,
	trainer: Trainer,
	iteration: number,
	job: TrainerJob,
): Promise<void> {
	const { run, world } = session;
	const noted = [...session.book.jobs.values()].find(({ jobId }) => jobId === job.id);
	if (noted !== undefined)
		await save(session, {
			...noted,
			status: job.status,
			error: job.error?.message ?? null,
			finishedAt: job.finishedAt ?? world.clock(),
		});
	if (job.status !== 'succeeded' || job.artifacts === null || job.fineTunedModel === null)
		throw new AppError(
			'trainer/job-failed',
			`The trainer's job ${job.id} ended as ${job.status}: ${job.error?.message ?? 'no reason was given'}. Everything asked and answered is kept; go on to order it again.`,
		);
	const id = studentIdOf(run.id, iteration);
	session.progress.step('loading', null);
	const kept = await keepStudent(world, {
		folder: id,
		source: job.artifacts,
		onBytes: (done, total) => {
			session.progress.at('loading', done, total);
		},
		signal: session.stopping,
	});
	await trainer.pin(job.fineTunedModel, run.projectId, session.stopping);
	const student = {
		schema: 1 as const,
		id,
		projectId: run.projectId,
		runId: run.id,
		iteration,
		baseId: run.recipe.baseId,
		jobId: job.id as JobId,
		model: iteration < 0 ? null : job.fineTunedModel,
		source: kept.source,
		files: job.artifacts.files,
		selfTest: kept.selfTest,
		trainedRows: iteration < 0 ? null : (noted?.rows ?? null),
		createdAt: world.clock(),
	};
	await session.write({ students: [student] }, { durable: true });
	session.loaded(student, kept.facts);
}
