/** The database: two connections to it, one that waits for the disk and one that doesn't. */
import Dexie, { type ChromeTransactionDurability, type Table } from 'dexie';
import { AppError } from '../../core/error.ts';
import { rowChangesOf } from '../../core/pools/row-changes.ts';
import type { Write } from '../journal/batch.ts';
import { migrated, type VersionedRow } from './migrations.ts';
import { rowFeed } from './row-feed.ts';
import { type Rows, SCHEMA, type Schema, type TableName } from './schema.ts';
import { inStorage } from './storage-error.ts';
import { writeLog } from './write-log.ts';

/** Dexie with our tables: `db.answers`, `db.calls` … */
export type Connection = Dexie & {
	readonly [Name in TableName]: Table<Rows[Name], string, Rows[Name]>;
};

export type Database = {
	/** The system may still hold the newest writes in memory: lost only when it crashes. For all reading too. */
	readonly relaxed: Connection;
	/** On disk before a transaction resolves. */
	readonly strict: Connection;
	close(): void;
};

export type DatabaseOptions = {
	/** Default 'retort'. */
	readonly name?: string;
	/** Default: this version's. */
	readonly schema?: Schema;
	/** A tab with newer code wants to upgrade: this one has stopped reading and writing, and must be reloaded. */
	readonly onOutdated?: () => void;
	/** A tab with older code holds the database and doesn't let go: opening goes on when it does. */
	readonly onBlocked?: () => void;
	/** Hears what each transaction has written, once it is done; `isDurable`: it waited for the disk. */
	readonly onWritten?: (writes: readonly Write[], isDurable: boolean) => void;
};

/** Opens the database, migrating what earlier versions wrote; throws AppError 'storage/newer' when this code is older. */
export async function openDatabase(options: DatabaseOptions = {}): Promise<Database> {
	const { name = 'retort', schema = SCHEMA } = options;
	const { onOutdated = () => undefined, onBlocked = () => undefined, onWritten } = options;
	const connections = (['relaxed', 'strict'] as const).map((durability) =>
		connect(name, schema, durability),
	);
	const [relaxed, strict] = connections as [Connection, Connection];
	const changes = new BroadcastChannel(rowChangesOf(name));
	for (const connection of connections) {
		connection.use(
			rowFeed((told) => {
				// What was under way when this tab was told to stop.
				if (!isClosed) changes.postMessage(told);
			}),
		);
		if (onWritten !== undefined)
			connection.use(
				writeLog((writes) => {
					onWritten(writes, connection === strict);
				}),
			);
	}
	let isClosed = false;
	const close = () => {
		isClosed = true;
		changes.close();
		for (const connection of connections) connection.close({ disableAutoOpen: true });
	};
	const stop = stopping(close, onOutdated);
	for (const connection of connections) {
		connection.on('versionchange', stop);
		connection.on('blocked', onBlocked);
	}
	await inStorage(async () => {
		for (const connection of connections) await openNoNewer(connection, schema, close);
	});
	return { relaxed, strict, close };
}

/** Ends the connections when newer code wants the database; tells it once. */
function stopping(close: () => void, onOutdated: () => void): () => boolean {
	let isOutdated = false;
	return () => {
		close();
		if (!isOutdated) onOutdated();
		isOutdated = true;
		// Dexie's own handler would open again at the next write, and old code would write on in a new database.
		return false;
	};
}

function connect(
	name: string,
	schema: Schema,
	durability: ChromeTransactionDurability,
): Connection {
	const connection = new Dexie(name, {
		chromeTransactionDurability: durability,
		// Reads must see what the other connection wrote.
		cache: 'disabled',
	}) as Connection;
	connection
		.version(schema.version)
		.stores(schema.stores)
		.upgrade(async (transaction) => {
			for (const [table, steps] of Object.entries(schema.migrations))
				await transaction
					.table<VersionedRow>(table)
					.toCollection()
					.modify((row, place) => {
						place.value = migrated(row, steps);
					});
		});
	return connection;
}

/** Dexie opens a database of a later version all the same; its rows may be of shapes that this code doesn't know. */
async function openNoNewer(
	connection: Connection,
	schema: Schema,
	close: () => void,
): Promise<void> {
	await connection.open();
	// Dexie counts in tenths.
	const found = connection.backendDB().version / 10;
	if (found <= schema.version) return;
	close();
	throw new AppError(
		'storage/newer',
		`A newer Retort (database ${found}, this one ${schema.version}) has been used in this browser. Reload this page.`,
	);
}
