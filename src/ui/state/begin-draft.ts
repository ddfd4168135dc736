/** Beginning what was set up, the run or a trial of it: its teacher kept, its instructions imported unless a project has them. */
import { type BegunRun, beginRun } from '../../app/begin-run.ts';
import { beginWithTeacher } from '../../app/begin-with-teacher.ts';
import type { Watching } from '../../app/import-ports.ts';
import { firstValue } from '../../app/live.ts';
import { AppError } from '../../core/error.ts';
import { keySlotOf, type OpenAiTeacher } from '../../core/teacher.ts';
import type { World } from '../world.ts';
import type { StartDraft } from './start-draft.svelte.ts';

type Here = Pick<World, 'teachers' | 'keys' | 'library' | 'imports' | 'projects'>;

/** The run, not started yet. Throws what the import throws, 'start/not-ready' while something is missing. */
export async function beginDraft(
	here: Here,
	draft: StartDraft,
	isTrial: boolean,
	watching: Watching,
): Promise<BegunRun> {
	const { project, recipe } = draft;
	const { caps } = draft.caps;
	if (project !== null) {
		if (project.teacher === null)
			await here.projects.changeTeacher(project.id, await takenTeacher(here, draft));
		const run = await here.projects.newRun(project.id, recipe, { caps, isTrial });
		return { project: project.id, run };
	}
	const { order } = draft.instructions;
	if (order === null) throw notReady('no file was chosen');
	const { file } = draft.trialMark;
	const known = draft.importedAs(file);
	const teacher = await takenTeacher(here, draft);
	const own = { ...order, seed: recipe.seed, name: order.source.name };
	const distil = { teacher, recipe, caps, isTrial };
	const begun = await beginRun(here, { ...own, distil }, known, watching);
	draft.noteImport(file, begun.project);
	return begun;
}

/** Saved if it is new, its key in this tab and, where wished, stored. */
async function takenTeacher(
	{ teachers, keys, library }: Here,
	{ reading, teacher: draft }: StartDraft,
): Promise<OpenAiTeacher> {
	if (reading.kind === 'wrong') throw notReady('the teacher is not filled in');
	const chosen = reading.teacher;
	const others = (await firstValue(library.projects())).map(({ teacher }) => teacher);
	const store = await firstValue(keys.store);
	await draft.key.prepare(keys, keySlotOf(chosen), store);
	const teacher = await beginWithTeacher(teachers, chosen, others);
	const saved = (await firstValue(teachers.all)).find(({ id }) => id === teacher.id);
	draft.choose(saved ?? null);
	await draft.key.applyAtStart(keys, keySlotOf(teacher));
	return teacher;
}

function notReady(why: string): AppError {
	return new AppError('start/not-ready', `The run can’t begin: ${why}.`);
}
