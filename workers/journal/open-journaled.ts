/** Opens the database in a worker, with the journal that the page has begun. */
import {
	type Database,
	type DatabaseOptions,
	openDatabase,
} from '../../src/adapters/indexeddb/database.ts';
import { Journal } from '../../src/adapters/journal/journal.ts';
import { markerOf } from '../../src/adapters/journal/marker.ts';
import { SegmentFile } from './segment-file.ts';

/** Dedicated workers only; without a journal where the page has none. */
export async function openJournaled(
	options: Omit<DatabaseOptions, 'onWritten'> = {},
): Promise<Database> {
	const { name = 'retort' } = options;
	const journal = new Journal((id) => SegmentFile.open(name, id));
	const database = await openDatabase({
		...options,
		onWritten: (writes, isDurable) => {
			journal.take(writes, isDurable);
		},
	});
	const id = await markerOf(database.relaxed);
	if (id === undefined) journal.end();
	else journal.begin(id);
	return database;
}
