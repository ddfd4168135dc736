/** Models at endpoints that the user talks to as students; kept in this browser, never part of an export, keys elsewhere. */
import type { SavedTeacher } from '../core/saved-teachers.ts';
import type { Settings } from './ports/settings.ts';

const NAME = 'endpoint-students';

/** In the order in which they were added. */
export async function endpointStudents(
	settings: Pick<Settings, 'get'>,
): Promise<readonly SavedTeacher[]> {
	const kept = await settings.get(NAME);
	return kept === undefined ? [] : (JSON.parse(kept) as readonly SavedTeacher[]);
}

/** Replaces the one with its id. */
export async function keepEndpointStudent(
	settings: Pick<Settings, 'get' | 'set'>,
	student: SavedTeacher,
): Promise<void> {
	const all = await endpointStudents(settings);
	const isKnown = all.some(({ id }) => id === student.id);
	const next = isKnown
		? all.map((one) => (one.id === student.id ? student : one))
		: [...all, student];
	await settings.set(NAME, JSON.stringify(next));
}

/** Its key is dropped by who holds the keys. */
export async function dropEndpointStudent(
	settings: Pick<Settings, 'get' | 'set'>,
	id: SavedTeacher['id'],
): Promise<void> {
	const left = (await endpointStudents(settings)).filter((one) => one.id !== id);
	await settings.set(NAME, JSON.stringify(left));
}
