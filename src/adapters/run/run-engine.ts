/** The run engine and the stories that write, as the page reaches them: calls into the run worker. */
import { connect, type Connection } from '../../../workers/rpc/connect.ts';
import type { RunApi } from '../../../workers/run/protocol.ts';
import type { Live } from '../../app/ports/live.ts';
import type { RunEngine } from '../../app/ports/run-engine.ts';
import type { KeySlot, RunId, StudentId } from '../../core/id.ts';
import type { Score } from '../../core/run.ts';
import type { KeyRing } from '../system/key-ring.ts';

export class WorkerRunEngine implements RunEngine {
	#connection: Connection<RunApi> | undefined;
	readonly #listeners = new Set<(run: RunId | null) => void>();
	#running: RunId | null = null;
	readonly #keys: KeyRing;
	readonly #onDeath: (run: RunId | null) => void;

	readonly #spawn: () => Worker;

	/** `onDeath` hears which run was under way when the worker died; the next call makes a new worker with `spawn`. */
	constructor(
		keys: KeyRing,
		onDeath: (run: RunId | null) => void = () => undefined,
		spawn = () =>
			new Worker(new URL('../../../workers/run/worker.ts', import.meta.url), {
				type: 'module',
				name: 'run',
			}),
	) {
		this.#keys = keys;
		this.#onDeath = onDeath;
		this.#spawn = spawn;
	}

	readonly running: Live<RunId | null> = {
		subscribe: (next) => {
			this.#listeners.add(next);
			next(this.#running);
			return { unsubscribe: () => void this.#listeners.delete(next) };
		},
	};

	/** The worker, started at first need. */
	get worker(): Connection<RunApi> {
		if (this.#connection !== undefined) return this.#connection;
		const connection = connect<RunApi>(this.#spawn());
		this.#connection = connection;
		void connection.closed.then(() => {
			this.#connection = undefined;
			const run = this.#running;
			this.#tell(null);
			this.#onDeath(run);
		});
		void this.#follow(connection);
		for (const [slot, key] of this.#keys.all()) void connection.call('giveKey', { slot, key });
		return connection;
	}

	async #follow(connection: Connection<RunApi>): Promise<void> {
		// It ends only with the worker, whose death `closed` reports.
		await connection
			.call('watch', undefined, {
				onItem: (run) => {
					this.#tell(run);
				},
			})
			.catch(() => undefined);
	}

	#tell(run: RunId | null): void {
		this.#running = run;
		for (const listener of this.#listeners) listener(run);
	}

	async start(run: RunId): Promise<void> {
		await this.worker.call('start', { run, mode: 'all' });
	}

	async resume(run: RunId): Promise<void> {
		await this.worker.call('start', { run, mode: 'resume' });
	}

	async step(run: RunId): Promise<void> {
		await this.worker.call('start', { run, mode: 'step' });
	}

	async retryFailed(run: RunId): Promise<void> {
		await this.worker.call('pause', { run });
		await this.worker.call('start', { run, mode: 'retry' });
	}

	async evaluate(run: RunId, student: StudentId, set: Score['set']): Promise<void> {
		await this.worker.call('evaluate', { run, student, set });
	}

	async pause(run: RunId): Promise<void> {
		await this.worker.call('pause', { run });
	}

	async stop(run: RunId): Promise<void> {
		await this.worker.call('stop', { run });
	}

	/** Into the worker's memory; null forgets it there. A worker that doesn't run yet takes all from the ring when it starts. */
	async giveKey(slot: KeySlot, key: string | null): Promise<void> {
		if (this.#connection !== undefined) await this.#connection.call('giveKey', { slot, key });
	}
}
