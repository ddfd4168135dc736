/** What every store of imports promises: nothing is seen before the commit, and nothing stays where it never comes. */
import { describe, expect, test } from 'vitest';
import { IndexedDbImportStore } from '../../../src/adapters/indexeddb/import-store.ts';
import type { ImportStore } from '../../../src/app/import-ports.ts';
import { MemoryImportStore } from '../../fakes/memory-import-store.ts';
import { answerRow, PROJECT, projectRow, runRow, seedRow } from '../../fakes/rows.ts';
import { freshDatabase } from './fresh-database.ts';

type Seen = {
	readonly instructions: number;
	readonly answers: number;
	readonly project: string | undefined;
	readonly run: string | undefined;
};
type Opened = { readonly store: ImportStore; readonly seen: () => Promise<Seen> };

function inMemory(): Promise<Opened> {
	const store = new MemoryImportStore();
	const seen = () =>
		Promise.resolve({
			instructions: store.instructions.length,
			answers: store.answers.length,
			project: store.project?.id,
			run: store.run?.id,
		});
	return Promise.resolve({ store, seen });
}

async function inIndexedDb(): Promise<Opened> {
	const database = await freshDatabase();
	const { relaxed } = database;
	const seen = async () => ({
		instructions: await relaxed.instructions.count(),
		answers: await relaxed.answers.count(),
		project: (await relaxed.projects.toArray())[0]?.id,
		run: (await relaxed.runs.toArray())[0]?.id,
	});
	return { store: new IndexedDbImportStore(database), seen };
}

const SEED = seedRow(0);
const ROWS = { instructions: [SEED], answers: [answerRow(SEED.id, 'file')] };

describe.each<[string, () => Promise<Opened>]>([
	['in memory', inMemory],
	['in IndexedDB', inIndexedDb],
])('imports %s', (_where, open) => {
	test('are named by the commit alone, with their run', async () => {
		const { store, seen } = await open();
		await store.begin(PROJECT);
		await store.add(ROWS);
		await store.add({ instructions: [seedRow(1)], answers: [] });
		expect(await seen()).toMatchObject({ project: undefined, run: undefined });
		await store.commit(projectRow(), runRow());
		const { id } = runRow();
		expect(await seen()).toEqual({ instructions: 2, answers: 1, project: PROJECT, run: id });
	});

	test('may have no run', async () => {
		const { store, seen } = await open();
		await store.begin(PROJECT);
		await store.add(ROWS);
		await store.commit(projectRow(PROJECT, { teacher: null }), null);
		expect(await seen()).toEqual({ instructions: 1, answers: 1, project: PROJECT, run: undefined });
	});

	test('leave nothing when they are discarded, and the same project can be begun again', async () => {
		const { store, seen } = await open();
		await store.begin(PROJECT);
		await store.add(ROWS);
		await store.discard(PROJECT);
		const nothing = { instructions: 0, answers: 0, project: undefined, run: undefined };
		expect(await seen()).toEqual(nothing);
		await store.begin(PROJECT);
		await store.add(ROWS);
		await store.commit(projectRow(), null);
		expect(await seen()).toMatchObject({ instructions: 1, project: PROJECT });
	});
});
