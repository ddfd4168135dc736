import type {} from '@vitest/browser-playwright';
import Dexie from 'dexie';
import { expect, test, vi } from 'vitest';
import { cdp } from 'vitest/browser';
import { IndexedDbLedger } from '../../../src/adapters/indexeddb/ledger.ts';
import type { Migrations } from '../../../src/adapters/indexeddb/migrations.ts';
import { IndexedDbRecordStore } from '../../../src/adapters/indexeddb/record-store.ts';
import { SCHEMA } from '../../../src/adapters/indexeddb/schema.ts';
import { IndexedDbSettings } from '../../../src/adapters/indexeddb/settings.ts';
import { answerRow, callRow, PROJECT, projectRow, runRow, seedRow } from '../../fakes/rows.ts';
import { freshDatabase, freshName, watchTransactions } from './fresh-database.ts';

test('what was paid for and what can’t be made again waits for the disk; the rest doesn’t', async () => {
	const made = watchTransactions();
	const database = await freshDatabase();
	const store = new IndexedDbRecordStore(database);
	const ledger = new IndexedDbLedger(database);
	const rows = { instructions: [seedRow(0)], answers: [answerRow(seedRow(0).id)] };
	const durabilitiesOf = async (work: () => Promise<void>) => {
		made.length = 0;
		await work();
		return [...made];
	};
	expect(await durabilitiesOf(() => ledger.put(callRow('a')))).toEqual(['strict']);
	expect(await durabilitiesOf(() => store.put(rows, { durable: true }))).toEqual(['strict']);
	expect(await durabilitiesOf(() => store.putProject(projectRow()))).toEqual(['strict']);
	expect(await durabilitiesOf(() => store.putRun(runRow()))).toEqual(['strict']);
	expect(await durabilitiesOf(() => store.put(rows))).toEqual(['relaxed']);
	expect(await durabilitiesOf(() => store.put({ instructions: [] }))).toEqual([]);
});

/** As if version 2 had renamed a setting's field and version 3 counted something. */
const LATER: Migrations = {
	settings: [
		({ value, ...row }) => ({ ...row, schema: 2, text: value }),
		(row) => ({ ...row, schema: 3, length: String(row['text']).length }),
	],
};

test('rows of an earlier version are migrated when newer code opens them, step by step', async () => {
	const name = freshName();
	const old = await freshDatabase({ name });
	await new IndexedDbSettings(old).set('theme', 'dark');
	old.close();
	const database = await freshDatabase({
		name,
		schema: { ...SCHEMA, version: SCHEMA.version + 1, migrations: LATER },
	});
	expect(await database.relaxed.table('settings').toArray()).toEqual([
		{ schema: 3, name: 'preference/theme', text: 'dark', length: 4 },
	]);
});

test('a migration that fails leaves the old database as it was', async () => {
	const name = freshName();
	const old = await freshDatabase({ name });
	await new IndexedDbSettings(old).set('theme', 'dark');
	old.close();
	const broken: Migrations = {
		settings: [
			() => {
				throw new RangeError('broken');
			},
		],
	};
	const schema = { ...SCHEMA, version: SCHEMA.version + 1, migrations: broken };
	await expect(freshDatabase({ name, schema })).rejects.toThrow('broken');
	expect(await new IndexedDbSettings(await freshDatabase({ name })).get('theme')).toBe('dark');
});

test('a tab with older code stops reading and writing when a newer one opens, and says so', async () => {
	const name = freshName();
	const onOutdated = vi.fn();
	const old = new IndexedDbSettings(await freshDatabase({ name, onOutdated }));
	await old.set('theme', 'dark');
	const newer = await freshDatabase({ name, schema: { ...SCHEMA, version: SCHEMA.version + 1 } });
	expect(onOutdated).toHaveBeenCalledTimes(1);
	await expect(old.set('theme', 'light')).rejects.toMatchObject({ code: 'storage/closed' });
	expect(await new IndexedDbSettings(newer).get('theme')).toBe('dark');
});

test('older code refuses a database of newer code', async () => {
	const name = freshName();
	const newer = await freshDatabase({ name, schema: { ...SCHEMA, version: SCHEMA.version + 1 } });
	newer.close();
	await expect(freshDatabase({ name })).rejects.toMatchObject({ code: 'storage/newer' });
	const versions = await indexedDB.databases();
	expect(versions.find((one) => one.name === name)?.version).toBe(10 * (SCHEMA.version + 1));
});

test('a full disk is named, and leaves no half of what was to be written', async () => {
	const quota = { origin: location.origin };
	await cdp().send('Storage.overrideQuotaForOrigin', { ...quota, quotaSize: 500_000 });
	const store = new IndexedDbRecordStore(await freshDatabase());
	const batch = (attempt: number) =>
		Array.from({ length: 100 }, (_, order) =>
			seedRow(order, { skill: String(attempt), input: 'x'.repeat(50_000) }),
		);
	let thrown: unknown;
	let attempt = 0;
	try {
		// Chromium goes on for some seconds with the room that it has measured before.
		for (; thrown === undefined && attempt < 500; attempt++)
			await store.put({ instructions: batch(attempt) }).catch((failure: unknown) => {
				thrown = failure;
			});
	} finally {
		await cdp().send('Storage.overrideQuotaForOrigin', quota);
	}
	expect(thrown).toMatchObject({ code: 'storage/full' });
	const { instructions } = await store.rowsOf(PROJECT, []);
	const written = new Set(instructions.map(({ skill }) => skill));
	expect(written).toEqual(attempt > 1 ? new Set([String(attempt - 2)]) : new Set());
});

test('settings are kept by name, the trainer’s link apart from them', async () => {
	const settings = new IndexedDbSettings(await freshDatabase());
	const link = { url: 'http://127.0.0.1:4748', token: 'rt', linkedAt: 1 };
	expect(await settings.trainerLink()).toBeUndefined();
	await settings.linkTrainer(link);
	await settings.set('trainer-link', 'mine');
	expect(await settings.trainerLink()).toEqual(link);
	expect(await settings.get('trainer-link')).toBe('mine');
	await settings.unlinkTrainer();
	expect(await settings.trainerLink()).toBeUndefined();
	expect(await settings.get('trainer-link')).toBe('mine');
});

test('Dexie is the version whose two connections were proved', () => {
	expect(Dexie.semVer).toBe('4.4.7');
});
