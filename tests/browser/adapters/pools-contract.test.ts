/** What every copy of the pools and its edits promise: the worker's over IndexedDB, and the one that pages are tested with. */
import { afterEach, describe, expect, test } from 'vitest';
import { IndexedDbPoolEdits } from '../../../src/adapters/indexeddb/pool-edits.ts';
import { IndexedDbRecordStore } from '../../../src/adapters/indexeddb/record-store.ts';
import { WorkerPoolMirror } from '../../../src/adapters/pools/mirror.ts';
import { firstValue } from '../../../src/app/live.ts';
import type { PoolEdits, PoolMirror } from '../../../src/app/pool-ports.ts';
import { NO_FILTER, type PoolFilter } from '../../../src/core/pools/filter.ts';
import type { PoolScope } from '../../../src/core/pools/listing.ts';
import { VERDICT_ORDERS } from '../../../src/core/verdict.ts';
import { MemoryPools } from '../../fakes/memory-pools.ts';
import { PROJECT, RUN, runRow, seedRow, studentRow, verdictRow } from '../../fakes/rows.ts';
import { freshDatabase } from './fresh-database.ts';

const SCOPE: PoolScope = {
	project: PROJECT,
	runs: [RUN],
	hard: { threshold: 1, hardRule: 'mean' },
};
const SEEDS = [
	seedRow(0, { instruction: 'Name the capital of France', skill: 'capitals' }),
	seedRow(1, { instruction: 'Add two and three', skill: 'sums' }),
	seedRow(2, { instruction: 'Say the months of a year in order' }),
	seedRow(3, { instruction: 'Name all rivers of Poland by length', split: 'heldOut', pool: null }),
];
const IDS = SEEDS.map(({ id }) => id);
const SUM = seedRow(1).id;
const MONTHS = seedRow(2).id;
const JUDGED = studentRow(0);

type Pools = { readonly mirror: PoolMirror; readonly edits: PoolEdits };
const mirrors: WorkerPoolMirror[] = [];
afterEach(() => {
	for (const mirror of mirrors.splice(0)) mirror.close();
});

function inMemory(): Promise<Pools> {
	const rows = SEEDS.map((instruction, order) => ({
		instruction,
		difficulty: order === 1 ? 4 : null,
		judged: order === 1 ? JUDGED.id : null,
	}));
	return Promise.resolve(new MemoryPools(rows));
}

async function inIndexedDb(): Promise<Pools> {
	const database = await freshDatabase();
	const store = new IndexedDbRecordStore(database);
	await store.putRun(runRow());
	await store.put({
		instructions: SEEDS,
		students: [JUDGED],
		verdicts: VERDICT_ORDERS.map((order) =>
			verdictRow(SUM, JUDGED.id, order, {
				scores: { teacher: 10, student: 6 },
			}),
		),
	});
	const mirror = new WorkerPoolMirror(database);
	mirrors.push(mirror);
	let now = 1;
	return { mirror, edits: new IndexedDbPoolEdits(database, () => now++) };
}

describe.each<[string, () => Promise<Pools>]>([
	['in memory', inMemory],
	['over IndexedDB', inIndexedDb],
])('pools %s', (_where, open) => {
	async function followed() {
		const pools = await open();
		const { mirror } = pools;
		let isWhole = false;
		mirror.follow(SCOPE).subscribe((state) => (isWhole = state.isWhole));
		await expect.poll(() => isWhole).toBe(true);
		const listed = async (filter: Partial<PoolFilter> = {}) => {
			const { view, found, total, counts } = await mirror.list({ ...NO_FILTER, ...filter });
			return { view, found, total, counts, ids: await mirror.ids(view, 0, found) };
		};
		return { ...pools, listed };
	}

	test('list rows in order, count them by facet and narrow them by words and difficulty', async () => {
		const { mirror, listed } = await followed();
		const all = await listed();
		expect(all).toMatchObject({ found: 4, total: 4, ids: IDS });
		expect(all.counts.difficulties.get('hard')).toBe(1);
		expect(all.counts.places.get('held-out')).toBe(1);
		expect((await listed({ text: 'POLAND' })).ids).toEqual([IDS[3]]);
		const hard = await listed({ difficulties: ['hard'] });
		expect(hard.ids).toEqual([IDS[1]]);
		expect(await mirror.rows(hard.view, 0, 1)).toEqual([
			expect.objectContaining({
				id: IDS[1],
				instruction: SEEDS[1],
				number: 2,
				difficulty: 'hard',
				scores: { teacher: 10, student: 6 },
			}),
		]);
		expect(await mirror.placeOf(all.view, MONTHS)).toBe(2);
		expect(await mirror.placeOf(hard.view, MONTHS)).toBe(-1);
		expect((await mirror.firstRows(PROJECT, 2)).map(({ id }) => id)).toEqual(IDS.slice(0, 2));
	});

	test('find the row that a text is too near to, among those scored on or trained on', async () => {
		const { mirror } = await followed();
		const text = 'Name all rivers of Poland by their length';
		expect(await mirror.nearest(text, 'scored')).toMatchObject({ id: IDS[3] });
		expect(await mirror.nearest(text, 'trained')).toBeNull();
	});

	test('show an edit at once, count what it changed, and take it back', async () => {
		const { edits, listed } = await followed();
		const tag = { kind: 'tag', tag: 'mine' } as const;
		expect(await edits.edit(PROJECT, IDS.slice(0, 2), tag)).toBe(2);
		expect(await edits.edit(PROJECT, IDS.slice(0, 2), tag)).toBe(0);
		await expect.poll(async () => (await listed({ tags: ['mine'] })).ids).toEqual(IDS.slice(0, 2));
		expect(await edits.edit(PROJECT, IDS.slice(0, 1), { kind: 'delete' })).toBe(1);
		await expect.poll(async () => (await listed()).ids).toEqual(IDS.slice(1));
		await expect
			.poll(() => firstValue(edits.last(PROJECT)))
			.toMatchObject({ kind: 'delete', count: 1 });
		expect(await edits.undo(PROJECT)).toMatchObject({ kind: 'delete' });
		expect(await edits.undo(PROJECT)).toMatchObject({ kind: 'tag', word: 'mine', count: 2 });
		expect(await edits.undo(PROJECT)).toBeUndefined();
		await expect.poll(async () => (await listed()).ids).toEqual(IDS);
		// Two edits were taken back, one after the other.
		await expect.poll(async () => (await listed({ tags: ['mine'] })).found).toBe(0);
	});

	test('add a row to both pools, after all others, and take it back', async () => {
		const { mirror, edits, listed } = await followed();
		const text = { instruction: 'Count from nine down to one', input: '' };
		const { row, edit } = await edits.add(PROJECT, text);
		expect(row).toMatchObject({ ...text, order: 4, origin: 'chat', pool: 'both', runId: null });
		await expect.poll(async () => (await listed()).ids).toEqual([...IDS, row.id]);
		expect((await mirror.row(row.id))?.places).toEqual(['train', 'cache']);
		expect((await mirror.nearest('count from nine down to one', 'trained'))?.id).toBe(row.id);
		expect(await firstValue(edits.last(PROJECT))).toMatchObject({ id: edit, kind: 'add' });
		await edits.undo(PROJECT);
		await expect.poll(async () => (await listed()).ids).toEqual(IDS);
		expect(await mirror.nearest('count from nine down to one', 'trained')).toBeNull();
		// The number of one that was taken back isn't given again.
		expect((await edits.add(PROJECT, text)).row.order).toBe(5);
	});

	test('put a new text in a row’s place, beside the old one', async () => {
		const { mirror, edits, listed } = await followed();
		const text = { instruction: 'Add five and six', input: '', keepsFileAnswer: false };
		const row = await edits.rewrite(SUM, text);
		expect(row).toMatchObject({ instruction: text.instruction, skill: 'sums', split: 'pool' });
		expect(row.id).not.toBe(IDS[1]);
		await expect.poll(async () => (await listed({ text: 'five' })).ids).toEqual([row.id]);
		expect((await listed()).ids).not.toContain(IDS[1]);
		expect((await mirror.row(row.id))?.difficulty).toBe('not-judged');
	});
});
