/** Writes into an empty database what its journal tells. */
import type { RestoredData } from '../../app/world-ports.ts';
import type { Connection } from '../indexeddb/database.ts';
import { migrated, type VersionedRow } from '../indexeddb/migrations.ts';
import { SCHEMA } from '../indexeddb/schema.ts';
import { type Batch, WHOLE, type Write } from './batch.ts';
import { endsWith, isLog, isSnapshot, type Segment } from './folder.ts';
import { batchesOf, merged, type Read } from './lines.ts';
import { MARKER } from './marker.ts';

export type Replayed = Omit<RestoredData, 'projects'>;

/** Rows in a transaction, more or less. */
const ROWS_AT_ONCE = 2000;

/** From the newest whole snapshot on; `hear` is told the rows so far. */
export async function replay(
	db: Connection,
	segments: readonly Segment[],
	hear: (rows: number) => void,
): Promise<Replayed> {
	const read: Read = { unreadable: 0 };
	let rows = 0;
	let group: Batch[] = [];
	let grouped = 0;
	const write = async () => {
		await writeAll(db, group);
		rows += grouped;
		group = [];
		grouped = 0;
		hear(rows);
	};
	for await (const batch of batchesFrom(segments, read)) {
		group.push(batch);
		grouped += rowsIn(batch);
		if (grouped >= ROWS_AT_ONCE) await write();
	}
	await write();
	return { rows, unreadable: read.unreadable };
}

async function* batchesFrom(
	segments: readonly Segment[],
	read: Read,
): AsyncGenerator<Batch, void, void> {
	const logs = segments.filter(isLog).map(({ file }) => file);
	for (const snapshot of segments.filter(isSnapshot).reverse())
		if (await endsWith(snapshot, WHOLE)) {
			yield* batchesOf(snapshot.file, read);
			break;
		}
	yield* merged(logs, read);
}

function rowsIn({ writes }: Batch): number {
	return writes.reduce((sum, write) => sum + ('put' in write ? write.put.length : 1), 0);
}

async function writeAll(db: Connection, batches: readonly Batch[]): Promise<void> {
	await db.transaction('rw', db.tables, async () => {
		for (const { writes } of batches) for (const write of writes) await writeOne(db, write);
	});
}

async function writeOne(db: Connection, write: Write): Promise<void> {
	const table = db.table<VersionedRow, string>(write.table);
	if ('put' in write) {
		const steps = SCHEMA.migrations[write.table];
		// The marker says that everything is there: it is put last, by who knows that.
		const rows = (write.put as VersionedRow[]).filter(({ name }) => name !== MARKER);
		await table.bulkPut(rows.map((row) => migrated(row, steps)));
	} else if ('delete' in write) await table.bulkDelete([...write.delete]);
	else {
		const { lower, upper, lowerOpen, upperOpen } = write.range;
		await table
			.where(':id')
			.between(lower ?? '', upper ?? '\uffff', lower === null || !lowerOpen, !upperOpen)
			.delete();
	}
}
