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
	/** Calls of `job` and `events` that fail as if the trainer were away. */
	away = 0;

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
			status: 'succeeded',
			model: order.model,
			fineTunedModel: model,
			error: null,
			trainedTokens: 1,
			artifacts: { kind: 'remote', url: model, files: [] },
			createdAt: 0,
			finishedAt: 1,
		};
		this.#jobs.set(order.clientRequestId, job);
		return Promise.resolve(job);
	}

	/** Its students are gone, the jobs that made them are still known. */
	loseStudents(): void {
		for (const [id, job] of this.#jobs) this.#jobs.set(id, { ...job, artifacts: null });
	}

	/** Its data were deleted. */
	loseJobs(): void {
		this.#jobs.clear();
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

	pin(): Promise<void> {
		return Promise.resolve();
	}

	unpin(): Promise<void> {
		return Promise.resolve();
	}
}
