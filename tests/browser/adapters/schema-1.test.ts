import { expect, test } from 'vitest';
import { IndexedDbRecordStore } from '../../../src/adapters/indexeddb/record-store.ts';
import { type Schema, SCHEMA } from '../../../src/adapters/indexeddb/schema.ts';
import type { Instruction } from '../../../src/core/instruction.ts';
import { freshDatabase, freshName } from './fresh-database.ts';

/** The tables of version 1, before there were edits and votes. */
const STORES_1 = Object.fromEntries(
	Object.entries(SCHEMA.stores).filter(([table]) => table !== 'edits' && table !== 'votes'),
);
const SCHEMA_1 = { ...SCHEMA, version: 1, stores: STORES_1 } as Schema;
/** A row as version 1 wrote it, of an Alpaca file. */
const OLD_ROW =
	JSON.parse(`{"schema":1,"id":"Zq3x/seed/7","projectId":"Zq3x","runId":null,"iteration":0,"order":7,
"instruction":"Name three primary colours.","input":"","skill":null,"skillFrom":null,"split":"pool","pool":"both",
"origin":"imported","parentId":null,"operator":null}`) as Instruction;

test('a database of version 1 opens as it is, and has room for edits and votes', async () => {
	const name = freshName();
	const old = await freshDatabase({ name, schema: SCHEMA_1 });
	await new IndexedDbRecordStore(old).put({ instructions: [OLD_ROW] });
	old.close();
	const database = await freshDatabase({ name });
	expect(await database.relaxed.instructions.toArray()).toEqual([OLD_ROW]);
	expect(await database.relaxed.edits.count()).toBe(0);
	expect(await database.relaxed.votes.count()).toBe(0);
});
