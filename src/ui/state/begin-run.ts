/** Beginning the run that was set up: its teacher kept, its instructions imported unless a project has them, and started. */
import { beginWithTeacher } from '../../app/begin-with-teacher.ts';
import type { Watching } from '../../app/import-ports.ts';
import { firstValue } from '../../app/live.ts';
import { AppError } from '../../core/error.ts';
import type { RunId } from '../../core/id.ts';
import { keySlotOf, type OpenAiTeacher } from '../../core/teacher.ts';
import type { World } from '../world.ts';
import type { StartDraft } from './start-draft.svelte.ts';

type Here = Pick<World, 'teachers' | 'keys' | 'library' | 'imports' | 'projects'>;

/** The run, not started yet. Throws what the import throws, 'start/not-ready' while something is missing. */
export async function runFrom(here: Here, draft: StartDraft, watching: Watching): Promise<RunId> {
	return draft.project === null
		? runOnFile(here, draft, watching)
		: runOnProject(here, draft, draft.project);
}

async function runOnFile(here: Here, draft: StartDraft, watching: Watching): Promise<RunId> {
	const { order } = draft.instructions;
	if (order === null) throw notReady('no file was chosen');
	const { recipe } = draft;
	const { caps } = draft.caps;
	const teacher = await takenTeacher(here, draft);
	const own = { ...order, seed: recipe.seed, name: order.source.name };
	const { run } = await here.imports.create(
		{ ...own, distil: { teacher, recipe, caps } },
		watching,
	);
	if (run === null) throw notReady('the import made no run');
	return run;
}

async function runOnProject(
	here: Here,
	draft: StartDraft,
	{ id, teacher }: NonNullable<StartDraft['project']>,
): Promise<RunId> {
	if (teacher === null) await here.projects.changeTeacher(id, await takenTeacher(here, draft));
	return here.projects.newRun(id, draft.recipe, draft.caps.caps);
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
