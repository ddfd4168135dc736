/** Rewrites a journal as one snapshot of all rows, so that it doesn't grow for ever and deleted texts leave it. */
import { type Connection, openDatabase } from '../../src/adapters/indexeddb/database.ts';
import type { TableName } from '../../src/adapters/indexeddb/schema.ts';
import { BEHIND, lineOf, WHOLE } from '../../src/adapters/journal/batch.ts';
import {
	endsWith,
	hasEntry,
	isLog,
	isSnapshot,
	journalOf,
	lockOf,
	newSegmentName,
	PURGE,
	type Segment,
	segmentsIn,
} from '../../src/adapters/journal/folder.ts';
import { openSyncFile, writeLine } from './sync-file.ts';

/** Rows in memory at once. */
const ROWS_AT_ONCE = 500;
/** Below this a journal is rewritten whenever it can be; it takes a moment. */
const SMALL_BYTES = 8_000_000;
/** Above it, when its lines take so many times what its snapshot does. */
const MOST_TIMES = 2;

/**
 * Rewrites the journal where that is due, or `isForced`: something was deleted. Only while nobody else writes segments;
 * what is forced is done the next time then. Dedicated workers only. Whether it was rewritten.
 */
export async function tidy(database: string, id: string, isForced: boolean): Promise<boolean> {
	const directory = await journalOf(database, id);
	if (isForced) await directory.getFileHandle(PURGE, { create: true });
	return navigator.locks.request(lockOf(database), { ifAvailable: true }, async (lock) => {
		if (lock === null) return false;
		const segments = await segmentsIn(directory);
		if (!(await hasEntry(directory, PURGE)) && !(await isDue(segments))) return false;
		await rewrite(database, directory);
		for (const { name } of segments) await directory.removeEntry(name);
		if (await hasEntry(directory, PURGE)) await directory.removeEntry(PURGE);
		return true;
	});
}

async function isDue(segments: readonly Segment[]): Promise<boolean> {
	const logs = segments.filter(isLog);
	const [snapshot, ...more] = segments.filter(isSnapshot).reverse();
	if (snapshot === undefined || more.length > 0 || !(await endsWith(snapshot, WHOLE))) return true;
	for (const log of logs) if (log.file.size === 0 || (await endsWith(log, BEHIND))) return true;
	const bytes = logs.reduce((sum, { file }) => sum + file.size, 0);
	if (bytes === 0) return false;
	return bytes + snapshot.file.size < SMALL_BYTES || bytes > MOST_TIMES * snapshot.file.size;
}

async function rewrite(database: string, directory: FileSystemDirectoryHandle): Promise<void> {
	const file = await openSyncFile(directory, newSegmentName('snapshot'));
	let end = 0;
	const write = (line: string) => {
		end = writeLine(file, line, end);
	};
	const opened = await openDatabase({ name: database });
	const db = opened.relaxed;
	try {
		for (const { name } of db.tables)
			for await (const put of rowsOf(db, name as TableName))
				write(lineOf({ at: 0, writes: [{ table: name as TableName, put }] }));
		write(WHOLE);
		file.flush();
	} finally {
		opened.close();
		file.close();
	}
}

async function* rowsOf(
	db: Connection,
	name: TableName,
): AsyncGenerator<readonly object[], void, void> {
	const table = db.table<object, string>(name);
	let rows = await table.orderBy(':id').limit(ROWS_AT_ONCE).toArray();
	while (rows.length > 0) {
		yield rows;
		const last = table.core.schema.primaryKey.extractKey?.(rows.at(-1)) as string;
		rows = await table.where(':id').above(last).limit(ROWS_AT_ONCE).toArray();
	}
}
