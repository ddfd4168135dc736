import { describe, expect, test } from 'vitest';
import { IndexedDbLedger } from '../../../src/adapters/indexeddb/ledger.ts';
import type { Ledger } from '../../../src/app/ports/ledger.ts';
import type { Call } from '../../../src/core/call.ts';
import type { CallKey, RunId } from '../../../src/core/id.ts';
import { MemoryLedger } from '../../fakes/memory-ledger.ts';
import { callRow, RUN } from '../../fakes/rows.ts';
import { freshDatabase, watchTransactions } from './fresh-database.ts';

const key = (text: string) => text as CallKey;

describe.each<[string, () => Promise<Ledger>]>([
	['in memory', () => Promise.resolve(new MemoryLedger())],
	['in IndexedDB', async () => new IndexedDbLedger(await freshDatabase())],
])('the ledger %s', (_where, open) => {
	test('gives back the newest row of a key', async () => {
		const ledger = await open();
		expect(await ledger.get(key('a'))).toBeUndefined();
		await ledger.put(callRow('a', { state: 'sent', reply: null }));
		await ledger.put(callRow('a'));
		expect(await ledger.get(key('a'))).toEqual(callRow('a'));
	});

	test('answers each of many at once with its own', async () => {
		const ledger = await open();
		const keys = Array.from({ length: 500 }, (_, index) => `key ${index}`);
		await Promise.all(keys.map((name) => ledger.put(callRow(name))));
		const found = await Promise.all([...keys, 'none'].map((name) => ledger.get(key(name))));
		expect(found.map((call) => call?.key)).toEqual([...keys, undefined]);
	});

	test('knows all calls of a run, whatever their state', async () => {
		const ledger = await open();
		const rows = [
			callRow('a', { state: 'sent', reply: null }),
			callRow('b'),
			callRow('c', { state: 'failed', reply: null }),
		];
		for (const row of [
			...rows,
			callRow('d', { runId: 'run2' as RunId }),
			callRow('e', { runId: null }),
		])
			await ledger.put(row);
		const found: Call[] = [];
		await ledger.eachOfRun(RUN, (call) => found.push(call));
		expect(found.sort((a, b) => (a.key < b.key ? -1 : 1))).toEqual(rows);
	});
});

test('a large run is told piece by piece: its replies never fill the memory', async () => {
	const database = await freshDatabase();
	const { calls } = database.relaxed;
	await calls.bulkAdd(Array.from({ length: 2000 }, (_, index) => callRow(String(index))));
	let [read, told, most] = [0, 0, 0];
	calls.hook('reading', (row) => {
		read++;
		return row;
	});
	await new IndexedDbLedger(database).eachOfRun(RUN, () => {
		most = Math.max(most, read - told++);
	});
	expect(told).toBe(2000);
	expect(read).toBe(2000);
	expect(most).toBeLessThanOrEqual(500);
});

describe('writes of one moment', () => {
	test('go to the disk together, each resolving only when it is there', async () => {
		const durable: string[] = [];
		const durabilities = watchTransactions(() => durable.push('complete'));
		const ledger = new IndexedDbLedger(await freshDatabase());
		durabilities.length = 0;
		durable.length = 0;
		await Promise.all(
			Array.from({ length: 150 }, async (_, index) => {
				await ledger.put(callRow(String(index)));
				durable.push('resolved');
			}),
		);
		expect(durabilities).toEqual(['strict']);
		expect(durable[0]).toBe('complete');
		expect(durable.filter((step) => step === 'resolved')).toHaveLength(150);
	});

	test('fail together when their transaction does, and the next ones go on', async () => {
		const ledger = new IndexedDbLedger(await freshDatabase());
		const unstorable = callRow('b', { about: (() => 'a function') as never });
		const sent = callRow('a', { state: 'sent', reply: null });
		const together = [ledger.put(sent), ledger.put(unstorable)];
		for (const outcome of await Promise.allSettled(together))
			expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'storage/failed' } });
		expect(await ledger.get(key('a'))).toBeUndefined();
		await ledger.put(callRow('a'));
		expect(await ledger.get(key('a'))).toEqual(callRow('a'));
	});
});
