/** Exams as pages reach them: rows by the page's own database, making, carrying out and writing by the exam worker. */
import { examActions } from '../../app/exam/actions.ts';
import type { Exams, ExamStore } from '../../app/exam/ports.ts';
import type { Clock } from '../../app/ports/system.ts';
import type { KeySlot } from '../../core/id.ts';
import type { KeyRing } from '../system/key-ring.ts';
import { ExamLine } from './exam-line.ts';

type WorkerExams = Exams & {
	/** From now on carries out what nobody is at: what was under way when a tab or the browser was closed. */
	follow(): { unsubscribe(): void };
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
		follow: () => line.follow(),
		giveKey: (slot, key) => line.giveKey(slot, key),
	};
}
