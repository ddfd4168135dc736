/** A trainer that counts the skills of the rows it is given; its students know them. */
import { refusedByTrainer, unknownJob } from '../../src/adapters/trainer/trainer-error.ts';
import type {
	JobOrder,
	Trainer,
	TrainerEvent,
	TrainerFacts,
	TrainerJob,
} from '../../src/app/ports.ts';
import { AppError } from '../../src/core/error.ts';
import { readTask } from '../../src/core/practice/world.ts';
import type { Taught } from './fake-student.ts';

export class FakeTrainer implements Trainer {
	readonly orders: JobOrder[] = [];
	readonly #taught: Taught;
	readonly #jobs = new Map<string, TrainerJob>();
	/** Ids of jobs whose training file is still there. */
	readonly uploads = new Set<string>();
	/** Calls of `job` and `events` that fail as if the trainer were away. */
	away = 0;
	/** Orders from now on whose jobs fail. */
	failing = 0;
	/** Thrown when an upload is to be deleted. */
	refusal: AppError | undefined;

	constructor(taught: Taught) {
		this.#taught = taught;
	}

	#reach(): void {
		if (this.away > 0) {
			this.away--;
			throw new AppError('trainer/unreachable', 'nobody answers');
		}
	}

	facts(): Promise<TrainerFacts> {
		return Promise.resolve({ version: '0', device: 'cpu', bases: [], usedBytes: 0, freeBytes: 1 });
	}

	order(order: JobOrder): Promise<TrainerJob> {
		const known = this.#jobs.get(order.clientRequestId);
		if (known !== undefined) return Promise.resolve(known);
		this.orders.push(order);
		const model = `ft:${order.clientRequestId}`;
		const seen = new Map(this.#taught.get(order.model));
		for (const { messages } of order.rows ?? []) {
			const skill = readTask(messages[0]?.content ?? '')?.skill;
			if (skill !== undefined) seen.set(skill, (seen.get(skill) ?? 0) + 1);
		}
		this.#taught.set(model, seen);
		const job: TrainerJob = {
			id: order.clientRequestId,
			model: order.model,
			trainedTokens: 1,
			createdAt: 0,
			finishedAt: 1,
			...this.#outcome(model),
		};
		if (order.rows !== null) this.uploads.add(job.id);
		this.#jobs.set(order.clientRequestId, job);
		return Promise.resolve(job);
	}

	#outcome(model: string): Pick<TrainerJob, 'status' | 'fineTunedModel' | 'error' | 'artifacts'> {
		if (this.failing > 0) {
			this.failing--;
			const error = { code: 'no_rows_left', message: 'no row fits' };
			return { status: 'failed', fineTunedModel: null, error, artifacts: null };
		}
		const artifacts = { kind: 'remote', url: model, files: [] } as const;
		return { status: 'succeeded', fineTunedModel: model, error: null, artifacts };
	}

	/** Its students are gone, the jobs that made them are still known. */
	loseStudents(): void {
		for (const [id, job] of this.#jobs) this.#jobs.set(id, { ...job, artifacts: null });
	}

	/** Its data were deleted. */
	loseJobs(): void {
		this.#jobs.clear();
		this.uploads.clear();
	}

	async job(id: string): Promise<TrainerJob> {
		await Promise.resolve();
		this.#reach();
		return this.#known(id);
	}

	#known(id: string): TrainerJob {
		const job = this.#jobs.get(id);
		if (job === undefined) throw unknownJob(id);
		return job;
	}

	jobs(): Promise<readonly TrainerJob[]> {
		return Promise.resolve([...this.#jobs.values()]);
	}

	async *events(id: string): AsyncGenerator<TrainerEvent> {
		this.#reach();
		await Promise.resolve();
		this.#known(id);
		yield {
			id: '1',
			level: 'info',
			message: 'step',
			at: 0,
			metrics: { step: 1, totalSteps: 1, loss: 0.5, learningRate: 1e-3 },
		};
	}

	/** All its jobs are over as soon as they are ordered. */
	async cancel(id: string): Promise<TrainerJob> {
		await this.job(id);
		const refusal = { status: 400, code: 'job_already_terminal', message: 'it is over' };
		throw refusedByTrainer(refusal);
	}

	dropUpload(job: string): Promise<void> {
		if (this.refusal !== undefined) return Promise.reject(this.refusal);
		this.uploads.delete(job);
		return Promise.resolve();
	}

	pin(): Promise<void> {
		return Promise.resolve();
	}

	unpin(): Promise<void> {
		return Promise.resolve();
	}
}
