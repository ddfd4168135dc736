/** Exams as pages reach them: rows by the page's own database, making, carrying out and writing by the exam worker. */
import { connect, type Connection } from '../../../workers/rpc/connect.ts';
import type { ExamApi } from '../../../workers/exam/protocol.ts';
import { examActions } from '../../app/exam/actions.ts';
import type { Exams, ExamStore } from '../../app/exam/ports.ts';
import { firstValue } from '../../app/live.ts';
import type { Clock } from '../../app/ports/system.ts';
import type { KeySlot } from '../../core/id.ts';
import type { KeyRing } from '../system/key-ring.ts';

/** A worker that dies at once each time must not be made anew for ever. */
const MOST_DEATHS_IN_A_ROW = 3;
/** One that lived longer has done something, in ms. */
const LIFE_MS = 60_000;

type WorkerExams = Exams & {
	/** Goes on with what was under way when the browser was closed. */
	resume(): Promise<void>;
	/** Into the worker's memory; null forgets it there. One that doesn't run yet takes all from the ring when it starts. */
	giveKey(slot: KeySlot, key: string | null): Promise<void>;
};

export function workerExams(
	store: ExamStore,
	ring: KeyRing,
	clock: Clock,
	spawn = () =>
		new Worker(new URL('../../../workers/exam/worker.ts', import.meta.url), {
			type: 'module',
			name: 'exam',
		}),
): WorkerExams {
	const line = new ExamLine({ store, ring, clock, spawn });
	const wake = () => line.wake();
	return {
		...examActions({ store, clock, wake }),
		exams: () => store.exams(),
		exam: (id) => store.exam(id),
		progress: (id) => store.progress(id),
		rows: (exam, students, span) => store.rows(exam, students, span),
		rowsAt: (exam, students, orders) => store.rowsAt(exam, students, orders),
		create: async (order, { signal, onProgress }) => {
			const id = await line.worker.call('create', order, { signal, onItem: onProgress });
			await wake();
			return id;
		},
		write: (order, { signal, onProgress }) =>
			line.worker.call('write', order, { signal, onItem: onProgress }),
		resume: wake,
		giveKey: (slot, key) => line.giveKey(slot, key),
	};
}

type LineParts = {
	readonly store: ExamStore;
	readonly ring: KeyRing;
	readonly clock: Clock;
	readonly spawn: () => Worker;
};

/** The worker, made at first need, and anew when it dies over its work. */
class ExamLine {
	readonly #parts: LineParts;
	#connection: Connection<ExamApi> | undefined;
	#deaths = 0;

	constructor(parts: LineParts) {
		this.#parts = parts;
	}

	get worker(): Connection<ExamApi> {
		if (this.#connection !== undefined) return this.#connection;
		const { spawn, clock, ring } = this.#parts;
		const connection = connect<ExamApi>(spawn());
		this.#connection = connection;
		const born = clock();
		for (const [slot, key] of ring.all()) void connection.call('giveKey', { slot, key });
		void connection.closed.then(() => {
			this.#connection = undefined;
			this.#deaths = clock() - born > LIFE_MS ? 1 : this.#deaths + 1;
			// What keeps it from being made is told when the user next asks for something.
			if (this.#deaths <= MOST_DEATHS_IN_A_ROW) this.wake().catch(() => undefined);
		});
		return connection;
	}

	async giveKey(slot: KeySlot, key: string | null): Promise<void> {
		await this.#connection?.call('giveKey', { slot, key });
	}

	/** Only where there is something to do. */
	async wake(): Promise<void> {
		const exams = await firstValue(this.#parts.store.exams());
		if (exams.some(({ state }) => state.kind === 'running'))
			await this.worker.call('wake', undefined);
	}
}
