/** Tells what each transaction has written, once it is done: what a journal keeps beside the database. */
import type {
	DBCore,
	DBCoreMutateRequest,
	DBCoreTable,
	DBCoreTransaction,
	Middleware,
} from 'dexie';
import type { KeyRange, Write } from '../journal/batch.ts';
import { atCommit } from './at-commit.ts';
import type { TableName } from './schema.ts';

/** Hears all writes of a transaction at once, in order, before whoever waits for it. */
export function writeLog(tell: (writes: readonly Write[]) => void): Middleware<DBCore> {
	const note = atCommit(tell);
	return {
		stack: 'dbcore',
		name: 'write-log',
		create: (core) => ({ ...core, table: (name) => logged(core.table(name), note) }),
	};
}

function logged(
	table: DBCoreTable,
	note: (transaction: DBCoreTransaction, write: Write) => void,
): DBCoreTable {
	return {
		...table,
		mutate: (request) =>
			table.mutate(request).then((response) => {
				const write = writeOf(table.name as TableName, request, response.failures);
				if (write !== undefined) note(request.trans, write);
				return response;
			}),
	};
}

function writeOf(
	table: TableName,
	request: DBCoreMutateRequest,
	failures: Readonly<Record<number, unknown>>,
): Write | undefined {
	if (request.type === 'deleteRange') return { table, range: rangeOf(request.range) };
	const stays = (_: unknown, index: number) => !(index in failures);
	if (request.type === 'delete') {
		const keys = (request.keys as string[]).filter(stays);
		return keys.length === 0 ? undefined : { table, delete: keys };
	}
	const rows = (request.values as object[]).filter(stays);
	return rows.length === 0 ? undefined : { table, put: rows };
}

type GivenRange = Extract<DBCoreMutateRequest, { type: 'deleteRange' }>['range'];

/** Bounds that no string is, such as Dexie's least and greatest keys, bound nothing. */
function rangeOf({ lower, upper, lowerOpen, upperOpen }: GivenRange): KeyRange {
	const bound = (key: unknown) => (typeof key === 'string' ? key : null);
	return {
		lower: bound(lower),
		upper: bound(upper),
		lowerOpen: lowerOpen === true,
		upperOpen: upperOpen === true,
	};
}
