/**
 * Tells every tab and worker which rows a transaction has changed, once it is done. Dexie's own news name no keys for
 * fifty rows or more, and who keeps a copy of 100,000 can't read all of them again.
 */
import type {
	DBCore,
	DBCoreMutateRequest,
	DBCoreTable,
	DBCoreTransaction,
	Middleware,
} from 'dexie';
import { changeOf, type RowChange } from '../../core/pools/row-changes.ts';
import { atCommit } from './at-commit.ts';

/** Tables that somebody keeps a copy of. */
const TOLD: ReadonlySet<string> = new Set(['instructions', 'verdicts', 'students', 'edits']);
/** After every key. */
const LAST_KEY = '\uffff';

/** Reports changes of those tables through `tell`, all of a transaction at once. */
export function rowFeed(tell: (changes: readonly RowChange[]) => void): Middleware<DBCore> {
	const note = atCommit(tell);
	return {
		stack: 'dbcore',
		name: 'row-feed',
		create: (core) => ({
			...core,
			table: (name) => (TOLD.has(name) ? told(core.table(name), note) : core.table(name)),
		}),
	};
}

function told(
	table: DBCoreTable,
	note: (transaction: DBCoreTransaction, change: RowChange) => void,
): DBCoreTable {
	return {
		...table,
		mutate: (request) =>
			table.mutate(request).then((response) => {
				const change = changeBy(table, request);
				if (change !== undefined) note(request.trans, change);
				return response;
			}),
	};
}

function changeBy(
	{ name, schema }: DBCoreTable,
	request: DBCoreMutateRequest,
): RowChange | undefined {
	if (request.type === 'deleteRange') {
		const { lower, upper } = request.range as { lower?: unknown; upper?: unknown };
		return { table: name, from: keyOr(lower, ''), to: keyOr(upper, LAST_KEY) };
	}
	const keys =
		request.type === 'delete'
			? request.keys
			: request.values.map((row: object) => schema.primaryKey.extractKey?.(row) as unknown);
	return keys.length === 0 ? undefined : changeOf(name, keys as string[]);
}

function keyOr(key: unknown, otherwise: string): string {
	return typeof key === 'string' ? key : otherwise;
}
