/** The row that names a database's journal: without it the database is new, or the browser has thrown the old one away. */
import type { Connection, Database } from '../indexeddb/database.ts';

/** Of a row in `settings`. */
export const MARKER = 'journal';

export async function markerOf(db: Connection): Promise<string | undefined> {
	return (await db.settings.get(MARKER))?.value;
}

export async function putMarker({ strict }: Database, id: string): Promise<void> {
	await strict.settings.put({ schema: 1, name: MARKER, value: id });
}
