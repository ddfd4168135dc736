/** The teachers that Settings lists: saved ones, and those of projects that none was saved for. */
import type { TeacherId } from './id.ts';
import type { Project } from './project.ts';
import {
	keySlotOf,
	type OpenAiTeacher,
	rekeyed,
	teacherName,
	type TeacherSettings,
} from './teacher.ts';

/** A teacher to choose for projects; it has no other roles of its own. */
export type SavedTeacher = OpenAiTeacher & { readonly id: TeacherId; readonly name: string };

/** As it is kept: without the roles and the ledger's mark, which are a project's. */
export function asSaved(teacher: OpenAiTeacher, id: TeacherId): SavedTeacher {
	return { ...teacher, id, name: teacherName(teacher), roles: undefined, endpoint: undefined };
}

export type TeacherEntry = {
	readonly teacher: OpenAiTeacher;
	/** false: known from a project only; saving it makes it one to choose. */
	readonly isSaved: boolean;
	/** Projects that ask it in some role. */
	readonly users: readonly Project[];
};

/** Saved ones first, each kind by name. */
export function teacherEntries(
	saved: readonly SavedTeacher[],
	projects: readonly Project[],
): readonly TeacherEntry[] {
	const known = new Set(saved.map(keySlotOf));
	const unsaved = new Map<string, OpenAiTeacher>();
	for (const { teacher } of projects)
		for (const one of rolesOf(teacher)) {
			const key = `${keySlotOf(one)} ${one.id === undefined ? one.model : ''}`;
			if (!known.has(keySlotOf(one)) && !unsaved.has(key)) unsaved.set(key, one);
		}
	return [
		...byName(saved).map((teacher) => entry(teacher, true, projects)),
		...byName([...unsaved.values()]).map((teacher) => entry(teacher, false, projects)),
	];
}

function entry(
	teacher: OpenAiTeacher,
	isSaved: boolean,
	projects: readonly Project[],
): TeacherEntry {
	const users = projects.filter((project) =>
		rolesOf(project.teacher).some((one) => isSame(one, teacher)),
	);
	return { teacher, isSaved, users };
}

/** Without an id, the address and model make it the same. */
function isSame(one: OpenAiTeacher, other: OpenAiTeacher): boolean {
	if (keySlotOf(one) !== keySlotOf(other)) return false;
	return one.id !== undefined || one.model === other.model;
}

function rolesOf(teacher: TeacherSettings | null): readonly OpenAiTeacher[] {
	if (teacher === null) return [];
	return teacher.kind === 'practice' ? [] : [teacher, ...Object.values(teacher.roles ?? {})];
}

function byName(teachers: readonly OpenAiTeacher[]): readonly OpenAiTeacher[] {
	return teachers.toSorted((a, b) => (teacherName(a) < teacherName(b) ? -1 : 1));
}

/** What a project goes on with when the teacher `from` became `to`; null when it doesn't ask it. */
export function takenOver(
	project: TeacherSettings | null,
	from: OpenAiTeacher,
	{ to, withModel }: { readonly to: SavedTeacher; readonly withModel: boolean },
): OpenAiTeacher | null {
	if (project === null || project.kind === 'practice') return null;
	if (!rolesOf(project).some((one) => isSame(one, from))) return null;
	const changed = (one: OpenAiTeacher) => (isSame(one, from) ? updated(one, to, withModel) : one);
	const roles = Object.entries(project.roles ?? {}).map(([role, one]) => [role, changed(one)]);
	return {
		...changed(project),
		...(roles.length === 0 ? {} : { roles: Object.fromEntries(roles) as OpenAiTeacher['roles'] }),
	};
}

/** Another model is taken over only when asked: a run in the middle must not change its teacher unnoticed. */
function updated(one: OpenAiTeacher, to: SavedTeacher, withModel: boolean): OpenAiTeacher {
	const stays = !withModel && one.model !== to.model;
	const { model, prices, pricesAt } = stays ? one : to;
	return rekeyed(one, { ...to, model, prices, pricesAt, defaults: one.defaults });
}
