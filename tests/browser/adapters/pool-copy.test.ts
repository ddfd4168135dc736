/** The copy of the rows in the pools worker, over IndexedDB: what a list may see while changes are taken in. */
import { expect, test } from 'vitest';
import { IndexedDbRecordStore } from '../../../src/adapters/indexeddb/record-store.ts';
import { PoolCopy } from '../../../workers/pools/copy.ts';
import { Source } from '../../../workers/pools/source.ts';
import { PROJECT, RUN, runRow, seedRow } from '../../fakes/rows.ts';
import { freshDatabase } from './fresh-database.ts';

const OLD = seedRow(0, { instruction: 'Add two and three' });
const NEW = seedRow(1, { instruction: 'Add five and six' });
const CHANGES = [NEW.id, OLD.id].map((id) => ({ table: 'instructions', keys: [id] }) as const);

test('no list has a part of what is being taken in', async () => {
	const database = await freshDatabase();
	const store = new IndexedDbRecordStore(database);
	await store.putRun(runRow());
	await store.put({ instructions: [OLD] });
	const { name, version } = database.relaxed.backendDB();
	const source = await Source.open({ name, version }, () => undefined);
	const scope = {
		project: PROJECT,
		runs: [RUN],
		hard: { threshold: 1, hardRule: 'mean' },
	} as const;
	const copy = new PoolCopy(source, scope, () => undefined);
	await copy.fill();
	await store.put({ instructions: [NEW] });
	await database.strict.instructions.delete(OLD.id);

	const seen = new Set<string>();
	const state = { isTaken: false };
	const taking = copy.take(CHANGES).finally(() => (state.isTaken = true));
	while (!state.isTaken) {
		seen.add(thereIn(copy).join());
		// As a question of the page comes: between two tasks of the worker.
		await new Promise((resolve) => setTimeout(resolve));
	}
	await taking;
	source.close();
	seen.add(thereIn(copy).join());
	expect([...seen]).toEqual([OLD.id, NEW.id]);
});

function thereIn({ columns }: PoolCopy): readonly string[] {
	return columns.ids.filter((_, slot) => columns.isThere[slot] === 1);
}
