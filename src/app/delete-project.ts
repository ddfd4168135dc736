/** Deleting a project: what is under way comes to rest, its rows and files are deleted, the trainer may let it go. */
import type { ProjectId, RunId } from '../core/id.ts';
import type { Run, TrainingJob } from '../core/run.ts';
import { firstValue } from './live.ts';
import type { Library } from './ports/library.ts';
import type { RunEngine } from './ports/run-engine.ts';
import { letGo, type TrainerWorld } from './trainer-pins.ts';

export type DeletingWorld = TrainerWorld & {
	readonly library: Pick<Library, 'runs' | 'students' | 'jobs' | 'deleteProject'>;
	readonly engine: Pick<RunEngine, 'running' | 'pause'>;
};

/** Throws 'run/held-elsewhere', with nothing deleted, while another tab carries out a run of the project. */
export async function deleteProject(world: DeletingWorld, id: ProjectId): Promise<void> {
	const { library } = world;
	const runs = await firstValue(library.runs(id));
	await pauseAll(world, runs);
	const students = await firstValue(library.students(id));
	const jobs = await firstValue(library.jobs(null));
	await library.deleteProject(id);
	// Only now: a project that couldn't be deleted keeps its students and its job at the trainer.
	await letGo(world, id, { students, jobIds: ownOpenJobs(runs, jobs) });
}

/** An evaluation or a retry is under way in this tab's worker without its run being marked as running. */
async function pauseAll({ engine }: DeletingWorld, runs: readonly Run[]): Promise<void> {
	const underWay = await firstValue(engine.running);
	for (const { id, state } of runs)
		if (state.kind === 'running' || id === underWay) await engine.pause(id);
}

/** Jobs at the trainer that are not over; one that the project's original or copy waits for too is left to it. */
function ownOpenJobs(runs: readonly Run[], jobs: readonly TrainingJob[]): readonly string[] {
	const ours = new Set<RunId>(runs.map(({ id }) => id));
	const open = jobs.filter(({ finishedAt }) => finishedAt === null);
	const theirs = new Set(open.filter(({ runId }) => !ours.has(runId)).map(({ jobId }) => jobId));
	return open
		.filter(({ runId, jobId }) => ours.has(runId) && !theirs.has(jobId))
		.map(({ jobId }) => jobId);
}
