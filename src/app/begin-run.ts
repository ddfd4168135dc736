/** The first run of an own project, or its trial: the file is imported once, whichever comes first. */
import { AppError } from '../core/error.ts';
import type { ProjectId, RunId } from '../core/id.ts';
import type { Imports, ProjectImport, Watching } from './import-ports.ts';
import { firstValue } from './live.ts';
import type { Library } from './ports/library.ts';
import type { ProjectActions } from './world-ports.ts';

type World = {
	readonly imports: Pick<Imports, 'create'>;
	readonly projects: Pick<ProjectActions, 'changeTeacher' | 'newRun'>;
	readonly library: Pick<Library, 'project'>;
};
export type BegunRun = { readonly project: ProjectId; readonly run: RunId };
type Distillation = ProjectImport & { readonly distil: NonNullable<ProjectImport['distil']> };

/** `known`: the project that the same file became already, null: none; one that was deleted since is made anew. */
export async function beginRun(
	{ imports, projects, library }: World,
	own: Distillation,
	known: ProjectId | null,
	watching: Watching,
): Promise<BegunRun> {
	const isHere = known !== null && (await firstValue(library.project(known))) !== undefined;
	if (!isHere) {
		const { project, run } = await imports.create(own, watching);
		if (run === null) throw new AppError('import/no-run', 'The import made no run.');
		return { project, run };
	}
	const { teacher, recipe, caps, isTrial } = own.distil;
	await projects.changeTeacher(known, teacher);
	return { project: known, run: await projects.newRun(known, recipe, { caps, isTrial }) };
}
