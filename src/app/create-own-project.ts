/** A project of the user's own from an Alpaca file, and its run, ready to start. */
import type { ProjectId, RunId } from '../core/id.ts';
import { importAlpaca } from './import-alpaca.ts';
import { newRun, type ProjectWorld } from './projects.ts';
import type { OwnProject } from './world-ports.ts';

/** Throws AppError 'import/…' when the file holds nothing that can be used; nothing is written then. */
export async function createFromAlpaca(
	world: ProjectWorld,
	own: OwnProject,
): Promise<{ readonly run: RunId; readonly project: ProjectId }> {
	const project = await importAlpaca(world, own);
	const run = await newRun(world, project, own.recipe);
	return { run, project };
}
