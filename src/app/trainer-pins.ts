/** What a project holds at the trainer: pins, so that nobody deletes its students there, and jobs that are not over, with their files. */
import { codeOf } from '../core/error.ts';
import type { ProjectId } from '../core/id.ts';
import type { Student } from '../core/student.ts';
import { firstValue } from './live.ts';
import type { Library } from './ports/library.ts';
import type { Trainer } from './ports/trainer.ts';

export type TrainerWorld = {
	readonly trainer: () => Promise<Trainer | undefined>;
	/** Ends what the trainer is asked after a while. */
	readonly patience: () => AbortSignal;
};
type Ask = (trainer: Trainer) => Promise<unknown>;

/** Pins the project's students at the linked trainer, where it can be reached and knows them. Never rejects because of it. */
export async function pinStudents(
	world: TrainerWorld & { readonly library: Pick<Library, 'students'> },
	project: ProjectId,
): Promise<void> {
	const students = await firstValue(world.library.students(project));
	await askAll(
		world,
		students.map((student) => async (trainer) => {
			const model = await modelOf(world, trainer, student);
			if (model !== null) await trainer.pin(model, project, world.patience());
		}),
	);
}

/** Cancels the jobs, takes the project's pins away and then deletes what the jobs read, as far as the trainer can be reached. Never rejects because of it. */
export async function letGo(
	world: TrainerWorld,
	project: ProjectId,
	held: { readonly students: readonly Student[]; readonly jobIds: readonly string[] },
): Promise<void> {
	await askAll(world, [
		...held.jobIds.map(
			(id): Ask =>
				(trainer) =>
					trainer.cancel(id, world.patience()),
		),
		...held.students.map((student): Ask => async (trainer) => {
			const model = await modelOf(world, trainer, student);
			if (model !== null) await trainer.unpin(model, project, world.patience());
		}),
		...held.jobIds.map(
			(id): Ask =>
				(trainer) =>
					dropWhenOver(world, trainer, id),
		),
	]);
}

/** A job that was asked to end reads its file until it has ended. */
async function dropWhenOver(
	{ patience }: TrainerWorld,
	trainer: Trainer,
	job: string,
): Promise<void> {
	const events = trainer.events(job, patience())[Symbol.asyncIterator]();
	while ((await events.next()).done !== true);
	await trainer.dropUpload(job, patience());
}

/** What the student is called at the trainer. A base's export has a name there too, which only its job tells. */
async function modelOf(
	{ patience }: TrainerWorld,
	trainer: Trainer,
	{ model, jobId }: Student,
): Promise<string | null> {
	if (model !== null || jobId === null) return model;
	return (await trainer.job(jobId, patience())).fineTunedModel;
}

/** So it would be of the next question too. */
const AWAY: ReadonlySet<string> = new Set(['trainer/unreachable', 'timed-out', 'aborted']);

/** One after the other. Pins cost the trainer's disk at most, so that nothing here waits for what it refuses. */
async function askAll(world: TrainerWorld, asks: readonly Ask[]): Promise<void> {
	for (const ask of asks) {
		try {
			const trainer = await world.trainer();
			if (trainer === undefined) return;
			await ask(trainer);
		} catch (thrown) {
			if (AWAY.has(codeOf(thrown))) return;
		}
	}
}
