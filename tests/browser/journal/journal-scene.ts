/** A journaled database that can be thrown away and opened again, as a page does it. */
import Dexie from 'dexie';
import { afterEach } from 'vitest';
import { type Database, openDatabase } from '../../../src/adapters/indexeddb/database.ts';
import { type Batch, batchOf, type Write } from '../../../src/adapters/journal/batch.ts';
import { journalOf, journalsOf, segmentsIn } from '../../../src/adapters/journal/folder.ts';
import { keep, type Kept } from '../../../src/adapters/journal/keep.ts';
import { MARKER } from '../../../src/adapters/journal/marker.ts';
import { PageJournal } from '../../../src/adapters/journal/page-journal.ts';

export type Opened = {
	readonly name: string;
	readonly database: Database;
	readonly journal: PageJournal;
	readonly kept: Kept;
};

const opened: Opened[] = [];

function freshName(): string {
	return `retort-journal-test-${crypto.randomUUID()}`;
}

export async function openAsPage(name = freshName()): Promise<Opened> {
	const journal = new PageJournal(name);
	const database = await openDatabase({ name, onWritten: journal.take });
	const kept = await keep(database, name, () => undefined);
	journal.begin(kept.id);
	const one = { name, database, journal, kept };
	opened.push(one);
	return one;
}

/** Ends what the page has, and deletes the database as the browser does with one that it finds damaged. */
export async function throwAway({ name, database, journal }: Opened): Promise<void> {
	database.close();
	journal.close();
	await Dexie.delete(name);
}

export async function folderOf({ name, kept }: Opened): Promise<FileSystemDirectoryHandle> {
	return journalOf(name, kept.id ?? 'none');
}

/** All lines of the journal, in the order of its segments. */
export async function linesOf(page: Opened): Promise<string[]> {
	const texts: string[] = [];
	for (const { file } of await segmentsIn(await folderOf(page))) texts.push(await file.text());
	return texts.flatMap((text) => text.split('\n').filter((line) => line !== ''));
}

/** All writes of the journal, in the order of its lines. */
export async function writesOf(page: Opened): Promise<Write[]> {
	return (await linesOf(page))
		.map(batchOf)
		.filter((batch): batch is Batch => batch !== undefined)
		.flatMap(({ writes }) => writes);
}

/** Every row of every table but the marker's, by table. */
export async function rowsOf({ relaxed }: Database): Promise<Record<string, unknown[]>> {
	const rows: Record<string, unknown[]> = {};
	for (const table of relaxed.tables)
		rows[table.name] = await table
			.filter((row: { readonly name?: string }) => row.name !== MARKER)
			.toArray();
	return rows;
}

afterEach(async () => {
	for (const one of opened.splice(0)) {
		await throwAway(one);
		const journals = await journalsOf(one.name);
		for await (const id of journals.keys()) await journals.removeEntry(id, { recursive: true });
	}
});
