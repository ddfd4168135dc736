/** Where the trainer's contract is held: the fake, and the real service with its adapter. */
import { HttpTrainer } from '../../src/adapters/trainer/trainer.ts';
import type { JobOrder, Trainer, TrainerEvent } from '../../src/app/ports/trainer.ts';
import { FakeTrainer } from '../fakes/fake-trainer.ts';
import { BASE, TrainerService } from './trainer-service.ts';

/** What a job does; one that goes on ends when it is cancelled. */
export type Course = 'succeeds' | 'fails' | 'goes on';

export interface Place {
	readonly trainer: Trainer;
	/** A new order; the next one to be placed. */
	orderOf(course: Course, fields?: Partial<JobOrder>): JobOrder;
	/** How many training files are kept. */
	uploads(): Promise<number>;
	/** Deletes a student; false where it is held. */
	remove(model: string): Promise<boolean>;
	close(): Promise<void>;
}

let orders = 0;

/** `script`: fields of the first row, which tell the service's scripted job what to do. */
export const orderOf = (script: object, fields: Partial<JobOrder> = {}): JobOrder => ({
	model: BASE,
	rows: [{ messages: [{ role: 'user', content: 'half of 12?' }], ...script }],
	hyperparameters: { n_epochs: 2, batch_size: 4, learning_rate: 0.001, lora: false },
	seed: 7,
	clientRequestId: `order-${orders++}`,
	suffix: 'student-0',
	...fields,
});

export function fakePlace(): Promise<Place> {
	const trainer = new FakeTrainer(new Map(), [BASE]);
	return Promise.resolve({
		trainer,
		orderOf: (course, fields) => {
			trainer.failing = course === 'fails' ? 1 : 0;
			trainer.endless = course === 'goes on' ? 1 : 0;
			return orderOf({}, fields);
		},
		uploads: () => Promise.resolve(trainer.uploads.size),
		remove: (model) => Promise.resolve(trainer.remove(model)),
		close: () => Promise.resolve(),
	});
}

const SCRIPTS: Readonly<Record<Course, object>> = {
	succeeds: { steps: 2 },
	fails: { steps: 1, end: 'fail' },
	'goes on': { steps: 2, wait_at: 2 },
};

export async function servicePlace(): Promise<Place> {
	const service = await TrainerService.start();
	return {
		trainer: new HttpTrainer(service),
		orderOf: (course, fields) => orderOf(SCRIPTS[course], fields),
		uploads: async () => {
			const { data } = (await (await service.ask('files')).json()) as { data: unknown[] };
			return data.length;
		},
		remove: async (model) => (await service.ask(`models/${model}`, 'DELETE')).ok,
		close: () => service.remove(),
	};
}

/** All of them, until the job is over. */
export async function eventsOf(
	trainer: Trainer,
	id: string,
	signal = new AbortController().signal,
): Promise<readonly TrainerEvent[]> {
	const events: TrainerEvent[] = [];
	for await (const event of trainer.events(id, signal)) events.push(event);
	return events;
}
