/** Deleting a project: its run comes to rest, the trainer may let its students go, its rows and files are deleted. */
import { codeOf } from '../core/error.ts';
import type { ProjectId } from '../core/id.ts';
import { firstValue } from './live.ts';
import type { Library, RunEngine, Trainer } from './ports.ts';

export type DeletingWorld = {
	readonly library: Library;
	readonly engine: RunEngine;
	readonly trainer: () => Promise<Trainer | undefined>;
	/** Ends what the trainer is asked after a while. */
	readonly patience: () => AbortSignal;
};

export async function deleteProject(world: DeletingWorld, id: ProjectId): Promise<void> {
	for (const run of await firstValue(world.library.runs(id)))
		if (run.state.kind === 'running') await world.engine.pause(run.id);
	await unpinStudents(world, id);
	await world.library.deleteProject(id);
}

async function unpinStudents(world: DeletingWorld, id: ProjectId): Promise<void> {
	const trainer = await world.trainer();
	if (trainer === undefined) return;
	for (const { model } of await firstValue(world.library.students(id))) {
		if (model === null) continue;
		try {
			await trainer.unpin(model, id, world.patience());
		} catch (thrown) {
			// Deleting works without the trainer; the pins of a project that is gone do no harm but take its disk.
			if (!codeOf(thrown).startsWith('trainer/') && codeOf(thrown) !== 'aborted') throw thrown;
			return;
		}
	}
}
