/** A trainer that counts the skills of the rows it is given; its students know them. */
import { refusedByTrainer, unknownJob } from '../../src/adapters/trainer/trainer-error.ts';
import type {
	JobOrder,
	Trainer,
	TrainerEvent,
	TrainerFacts,
	TrainerJob,
} from '../../src/app/ports/trainer.ts';
import { AppError } from '../../src/core/error.ts';
import { readTask } from '../../src/core/practice/world.ts';
import type { Taught } from './fake-student.ts';

/** What it takes of hyperparameters: lowest and highest. */
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
	n_epochs: [1, 100],
	batch_size: [1, 1024],
	learning_rate: [0, 1],
	warmup_ratio: [0, 1],
	weight_decay: [0, 1],
	context_length: [16, 512],
	lora: [0, 1],
	max_steps: [-1, 1e6],
};

export class FakeTrainer implements Trainer {
	readonly orders: JobOrder[] = [];
	readonly #taught: Taught;
	readonly #bases: readonly string[];
	readonly #jobs = new Map<string, TrainerJob>();
	/** Holders by model. */
	readonly #pins = new Map<string, Set<string>>();
	/** Of those who wait for a job's end. */
	#wake: (() => void)[] = [];
	/** Ids of jobs whose training file is still there. */
	readonly uploads = new Set<string>();
	/** Calls that fail from now on as if the trainer were away. */
	away = 0;
	/** Orders from now on whose jobs fail. */
	failing = 0;
	/** Orders from now on whose jobs go on until they are cancelled. */
	endless = 0;
	/** Thrown when an upload is to be deleted. */
	refusal: AppError | undefined;

	constructor(taught: Taught, bases: readonly string[] = ['base']) {
		this.#taught = taught;
		this.#bases = bases;
	}

	async #reach(signal: AbortSignal): Promise<void> {
		await Promise.resolve();
		signal.throwIfAborted();
		if (this.away === 0) return;
		this.away--;
		throw new AppError('trainer/unreachable', 'nobody answers');
	}

	async facts(signal: AbortSignal): Promise<TrainerFacts> {
		await this.#reach(signal);
		const succeeded = [...this.#jobs.values()].filter(({ status }) => status === 'succeeded');
		const bases = this.#bases.map((id) => ({
			...{ id, name: id, params: null, contextTokens: 512, licence: null },
			...{ ready: true, problem: null },
			runs: succeeded.filter(({ model }) => model === id).length,
		}));
		return { version: '0', device: 'cpu', bases, usedBytes: 0, freeBytes: 1 };
	}

	/** All but endless ones are over when they are looked at next. */
	async order(order: JobOrder, signal: AbortSignal): Promise<TrainerJob> {
		await this.#reach(signal);
		const id = order.clientRequestId;
		const known = this.#jobs.get(id);
		if (known !== undefined) return known;
		this.#check(order);
		this.orders.push(order);
		const queued: TrainerJob = {
			...{ id, status: 'queued', model: order.model, fineTunedModel: null, error: null },
			...{ trainedTokens: null, artifacts: null, createdAt: 0, finishedAt: null },
		};
		if (order.rows !== null) this.uploads.add(id);
		this.#jobs.set(id, { ...queued, ...this.#outcome(order) });
		return queued;
	}

	#check({ model, hyperparameters }: JobOrder): void {
		if (!this.#bases.includes(model) && !this.#hasStudent(model))
			throw refused(404, 'model_not_found', `no model ${model}`);
		for (const [name, value] of Object.entries(hyperparameters)) {
			const [low, high] = RANGES[name] ?? [Infinity, -Infinity];
			if (Number(value) < low || Number(value) > high)
				throw refused(400, 'invalid_hyperparameter', `${name} can’t be ${value}`);
		}
	}

	#outcome(order: JobOrder): Partial<TrainerJob> {
		if (this.endless > 0) {
			this.endless--;
			return { status: 'running' };
		}
		if (this.failing > 0) {
			this.failing--;
			const error = { code: 'no_rows_left', message: 'no row fits' };
			return { status: 'failed', error, finishedAt: 1 };
		}
		const fineTunedModel = this.#train(order);
		const artifacts = { kind: 'remote', url: fineTunedModel, files: [] } as const;
		return { status: 'succeeded', fineTunedModel, trainedTokens: 1, artifacts, finishedAt: 1 };
	}

	#train({ model, rows, clientRequestId }: JobOrder): string {
		const seen = new Map(this.#taught.get(model));
		for (const { messages } of rows ?? []) {
			const skill = readTask(messages[0]?.content ?? '')?.skill;
			if (skill !== undefined) seen.set(skill, (seen.get(skill) ?? 0) + 1);
		}
		const made = `ft:${clientRequestId}`;
		this.#taught.set(made, seen);
		return made;
	}

	/** Its students are gone, the jobs that made them are still known. */
	loseStudents(): void {
		this.#pins.clear();
		for (const { fineTunedModel } of this.#jobs.values()) this.remove(fineTunedModel ?? '');
	}

	/** Deletes a student; false where somebody holds it. */
	remove(model: string): boolean {
		if ((this.#pins.get(model)?.size ?? 0) > 0) return false;
		for (const [id, job] of this.#jobs)
			if (job.fineTunedModel === model) this.#jobs.set(id, { ...job, artifacts: null });
		return true;
	}

	/** Its data were deleted. */
	loseJobs(): void {
		this.#jobs.clear();
		this.#pins.clear();
		this.uploads.clear();
	}

	async job(id: string, signal: AbortSignal): Promise<TrainerJob> {
		await this.#reach(signal);
		return this.#known(id);
	}

	#known(id: string): TrainerJob {
		const job = this.#jobs.get(id);
		if (job === undefined) throw unknownJob(id);
		return job;
	}

	#hasStudent(model: string): boolean {
		return [...this.#jobs.values()].some(
			({ fineTunedModel, artifacts }) => fineTunedModel === model && artifacts !== null,
		);
	}

	async jobs(signal: AbortSignal): Promise<readonly TrainerJob[]> {
		await this.#reach(signal);
		return [...this.#jobs.values()].reverse();
	}

	async *events(id: string, signal: AbortSignal): AsyncGenerator<TrainerEvent> {
		await this.#reach(signal);
		this.#known(id);
		yield {
			id: '1',
			level: 'info',
			message: 'step',
			at: 0,
			metrics: { step: 1, totalSteps: 1, loss: 0.5, learningRate: 1e-3 },
		};
		while (this.#known(id).status === 'running') await this.#change(signal);
	}

	#change(signal: AbortSignal): Promise<void> {
		signal.throwIfAborted();
		return new Promise((resolve, reject) => {
			this.#wake.push(resolve);
			signal.addEventListener('abort', () => {
				reject(signal.reason as Error);
			});
		});
	}

	async cancel(id: string, signal: AbortSignal): Promise<TrainerJob> {
		const job = await this.job(id, signal);
		if (job.status === 'cancelled') return job;
		if (job.status !== 'running') throw refused(400, 'job_already_terminal', 'it is over');
		const cancelled = { ...job, status: 'cancelled', finishedAt: 1 };
		this.#jobs.set(id, cancelled);
		for (const wake of this.#wake.splice(0)) wake();
		return cancelled;
	}

	async dropUpload(job: string, signal: AbortSignal): Promise<void> {
		await this.#reach(signal);
		if (this.refusal !== undefined) throw this.refusal;
		if (this.#jobs.get(job)?.status === 'running')
			throw refused(400, 'file_in_use', 'An unfinished job reads it');
		this.uploads.delete(job);
	}

	async pin(model: string, holder: string, signal: AbortSignal): Promise<void> {
		(await this.#holders(model, signal)).add(holder);
	}

	async unpin(model: string, holder: string, signal: AbortSignal): Promise<void> {
		(await this.#holders(model, signal)).delete(holder);
	}

	async #holders(model: string, signal: AbortSignal): Promise<Set<string>> {
		await this.#reach(signal);
		if (!this.#hasStudent(model)) throw refused(404, 'not_found', `no model ${model}`);
		const holders = this.#pins.get(model) ?? new Set<string>();
		this.#pins.set(model, holders);
		return holders;
	}
}

const refused = (status: number, code: string, message: string) =>
	refusedByTrainer({ status, code, message });
