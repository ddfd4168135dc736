/** Saving and removing a teacher, with what that means for the projects that ask it. */
import { type SavedTeacher, takenOver, type TeacherEntry } from '../core/saved-teachers.ts';
import { keySlotOf, type OpenAiTeacher, originOf } from '../core/teacher.ts';
import type { TeacherBook, TeacherKeys } from './teacher-ports.ts';
import type { ProjectActions } from './world-ports.ts';

export type TeacherWorld = {
	readonly teachers: TeacherBook;
	readonly keys: Pick<TeacherKeys, 'carry' | 'forget'>;
	readonly projects: Pick<ProjectActions, 'changeTeacher'>;
};

/** Saves it; projects that ask the one it was take over all but the model, and that too where asked. */
export async function saveTeacher(
	{ teachers, keys, projects }: TeacherWorld,
	teacher: OpenAiTeacher,
	from: TeacherEntry | null,
	withModel = false,
): Promise<SavedTeacher> {
	const to = await teachers.save(teacher);
	if (from === null) return to;
	// A key is given for an address: at another one it is asked for again.
	if (originOf(from.teacher.baseUrl) === originOf(to.baseUrl))
		await keys.carry(keySlotOf(from.teacher), keySlotOf(to));
	for (const { id, teacher: before } of from.users) {
		const after = takenOver(before, from.teacher, { to, withModel });
		if (after !== null) await projects.changeTeacher(id, after);
	}
	return to;
}

/** Forgets it and its key; projects that ask it keep its address and model, and ask for a key when they go on. */
export async function removeTeacher(
	{ teachers, keys }: TeacherWorld,
	teacher: SavedTeacher,
): Promise<void> {
	await teachers.remove(teacher.id);
	await keys.forget(keySlotOf(teacher));
}
