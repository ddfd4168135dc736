/** Finds a database's journal when the page opens it, and puts back what the browser has thrown away. */
import type { RestoredData } from '../../app/world-ports.ts';
import { type Database, openDatabase } from '../indexeddb/database.ts';
import { journalOf, journalsOf, segmentsIn } from './folder.ts';
import { markerOf, putMarker } from './marker.ts';
import { replay } from './replay.ts';

export type Kept = {
	/** null: this browser has no place for a journal. */
	readonly id: string | null;
	/** What was put back; null when nothing was missing. */
	readonly restored: RestoredData | null;
};

/**
 * Chromium deletes an origin's databases when it finds one damaged, which a killed browser leaves once in some fifty times.
 * A database without its marker that has a journal is such a one. `hear` is told the rows put back so far.
 */
export async function keep(
	database: Database,
	name: string,
	hear: (rows: number) => void,
): Promise<Kept> {
	const known = await markerOf(database.relaxed);
	if (known !== undefined) return { id: known, restored: null };
	// A page that isn't served securely has neither locks nor files.
	if (!isSecureContext) return { id: null, restored: null };
	try {
		return await navigator.locks.request(`retort/journal-start/${name}`, () => begin(name, hear));
	} catch (thrown) {
		if (!(thrown instanceof DOMException)) throw thrown;
		console.info('There is no journal beside the database:', thrown);
		return { id: null, restored: null };
	}
}

/** On a connection that no journal hears: what is put back is in it already. */
async function begin(name: string, hear: (rows: number) => void): Promise<Kept> {
	const database = await openDatabase({ name });
	const db = database.relaxed;
	try {
		// Another tab may have been first.
		const known = await markerOf(db);
		if (known !== undefined) return { id: known, restored: null };
		const isEmpty = (await db.projects.count()) === 0;
		const lost = isEmpty ? await newestJournal(name) : undefined;
		const id = lost ?? crypto.randomUUID();
		let restored: RestoredData | null = null;
		if (lost !== undefined) {
			const replayed = await replay(db, await segmentsIn(await journalOf(name, lost)), hear);
			restored = { ...replayed, projects: await db.projects.count() };
		}
		await putMarker(database, id);
		await forgetOthers(name, id);
		return { id, restored };
	} finally {
		database.close();
	}
}

/** The journal that was written last; undefined when there is none with a line. */
async function newestJournal(name: string): Promise<string | undefined> {
	let newest: { readonly id: string; readonly at: number } | undefined;
	for await (const id of (await journalsOf(name)).keys()) {
		const segments = await segmentsIn(await journalOf(name, id));
		if (!segments.some(({ file }) => file.size > 0)) continue;
		const at = Math.max(...segments.map(({ file }) => file.lastModified));
		if (newest === undefined || at > newest.at) newest = { id, at };
	}
	return newest?.id;
}

async function forgetOthers(name: string, kept: string): Promise<void> {
	const journals = await journalsOf(name);
	const ids: string[] = [];
	for await (const id of journals.keys()) ids.push(id);
	for (const id of ids) if (id !== kept) await journals.removeEntry(id, { recursive: true });
}
