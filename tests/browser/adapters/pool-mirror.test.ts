import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { IndexedDbPoolEdits } from '../../../src/adapters/indexeddb/pool-edits.ts';
import { IndexedDbRecordStore } from '../../../src/adapters/indexeddb/record-store.ts';
import { WorkerPoolMirror } from '../../../src/adapters/pools/mirror.ts';
import { studentIdOf, type InstructionId } from '../../../src/core/id.ts';
import { FACETS, NO_FILTER, type PoolFilter } from '../../../src/core/pools/filter.ts';
import type { CopyState, PoolScope } from '../../../src/core/pools/listing.ts';
import { VERDICT_ORDERS } from '../../../src/core/verdict.ts';
import { generatedRow, PROJECT, RUN, seedRow, studentRow, verdictRow } from '../../fakes/rows.ts';
import type { Database } from '../../../src/adapters/indexeddb/database.ts';
import { freshDatabase } from './fresh-database.ts';

const SCOPE: PoolScope = {
	project: PROJECT,
	runs: [RUN],
	hard: { threshold: 1, hardRule: 'mean' },
};
const mirrors: WorkerPoolMirror[] = [];
afterEach(() => {
	for (const mirror of mirrors.splice(0)) mirror.close();
});

/** A mirror of the scope, when it has read all of it; `state` is what it said last. */
async function mirrorOf(database: Database, scope: PoolScope = SCOPE) {
	const mirror = new WorkerPoolMirror(database);
	mirrors.push(mirror);
	const heard: CopyState[] = [];
	await new Promise<void>((resolve, reject) => {
		mirror.follow(scope).subscribe((state) => {
			heard.push(state);
			if (state.isWhole) resolve();
		}, reject);
	});
	const filtered = (filter: Partial<PoolFilter> = {}) => ({ ...NO_FILTER, ...filter });
	return {
		mirror,
		state: () => heard.at(-1),
		ids: async (filter: Partial<PoolFilter> = {}) => {
			const { view, found } = await mirror.list(filtered(filter));
			return mirror.ids(view, 0, found);
		},
		told: async (filter: Partial<PoolFilter> = {}) => {
			const { view, found, total, counts } = await mirror.list(filtered(filter));
			const facts = await mirror.rows(view, 0, found);
			const positive = FACETS.map((facet) =>
				[...counts[facet]].filter(([, count]) => count > 0).sort(),
			);
			return { facts, total, positive };
		},
	};
}

async function opened() {
	const database = await freshDatabase();
	const store = new IndexedDbRecordStore(database);
	const seeds = Array.from({ length: 30 }, (_, order) =>
		seedRow(order, {
			instruction: order === 7 ? 'Name a river of France' : `Add ${order}`,
			...(order >= 28 ? { split: 'heldOut' as const, pool: null } : {}),
		}),
	);
	const child = generatedRow(seeds[0] ?? seedRow(0), 0, { instruction: 'Subtract', skill: 'sub' });
	const stranger = generatedRow(seedRow(0), 1, { runId: 'run9' as typeof RUN });
	const student = studentIdOf(RUN, 0);
	await store.put({
		instructions: [...seeds, child, stranger],
		students: [studentRow(0)],
		verdicts: VERDICT_ORDERS.map((order) =>
			verdictRow(seedRow(3).id, student, order, { scores: { teacher: 9, student: 5 } }),
		),
	});
	return { database, store, seeds, child };
}

test('it lists what the run sees, in order, with points, numbers and texts', async () => {
	const { database, seeds, child } = await opened();
	const { mirror, ids, told, state } = await mirrorOf(database);
	expect(state()).toMatchObject({ read: 31, total: 31, isWhole: true });
	expect(await ids()).toEqual([...seeds, child].map(({ id }) => id));
	expect(await ids({ text: 'RIVER' })).toEqual([seeds[7]?.id]);
	const [judged] = (await told({ difficulties: ['hard'] })).facts;
	expect(judged).toEqual({
		id: seeds[3]?.id,
		instruction: seeds[3],
		number: 4,
		places: ['train', 'cache'],
		difficulty: 'hard',
		scores: { teacher: 9, student: 5 },
	});
	expect((await mirror.firstRows(PROJECT, 5)).map(({ id }) => id)).toEqual(
		seeds.slice(0, 5).map(({ id }) => id),
	);
});

test('it follows what others write, and edits before their rows are written', async () => {
	const { database, store, seeds } = await opened();
	const { ids, told } = await mirrorOf(database);
	const more = Array.from({ length: 700 }, (_, at) => seedRow(100 + at));
	await store.put({ instructions: more });
	await expect.poll(async () => (await told()).total).toBe(731);
	const edits = new IndexedDbPoolEdits(database, () => 900);
	await edits.edit(
		PROJECT,
		more.map(({ id }) => id),
		{ kind: 'tag', tag: 'new' },
	);
	await expect.poll(async () => (await ids({ tags: ['new'] })).length).toBe(700);
	expect(await database.relaxed.edits.where({ pendingOf: PROJECT }).count()).toBe(1);
	await edits.undo(PROJECT);
	await expect.poll(async () => (await ids({ tags: ['new'] })).length).toBe(0);
	const student = studentIdOf(RUN, 1);
	await store.put({ students: [studentRow(1)] });
	await store.put({
		verdicts: VERDICT_ORDERS.map((order) =>
			verdictRow(seedRow(3).id, student, order, { scores: { teacher: 9, student: 9 } }),
		),
	});
	await expect.poll(() => ids({ difficulties: ['easy'] })).toEqual([seeds[3]?.id]);
});

test('a text that comes near to a held-out row is told with that row, another is not', async () => {
	const { database, seeds } = await opened();
	const { mirror } = await mirrorOf(database);
	expect(await mirror.nearest('add 28', 'scored')).toEqual({ id: seeds[28]?.id, rougeL: 1 });
	expect(await mirror.nearest('Name a river of France', 'scored')).toBeNull();
	expect(await mirror.nearest('Name a river of France!', 'trained')).toEqual({
		id: seeds[7]?.id,
		rougeL: 1,
	});
});

test('a list that is no longer kept is named, and so is a question before anything is followed', async () => {
	const { database } = await opened();
	const { mirror, ids } = await mirrorOf(database);
	const { view } = await mirror.list(NO_FILTER);
	for (let times = 0; times < 5; times++) await ids();
	await expect(mirror.rows(view, 0, 5)).rejects.toMatchObject({ code: 'pools/list-gone' });
	const idle = new WorkerPoolMirror(database);
	await expect(idle.list(NO_FILTER)).rejects.toMatchObject({ code: 'pools/not-followed' });
});

const stepOf = fc.oneof(
	fc.record({
		kind: fc.constant('edit' as const),
		from: fc.nat(25),
		wish: fc.constantFrom(
			{ kind: 'tag', tag: 'a' } as const,
			{ kind: 'untag', tag: 'a' } as const,
			{ kind: 'skill', skill: 's' } as const,
			{ kind: 'delete' } as const,
			{ kind: 'restore' } as const,
		),
	}),
	fc.record({ kind: fc.constant('undo' as const) }),
	fc.record({ kind: fc.constant('settle' as const) }),
	fc.record({ kind: fc.constant('text' as const), of: fc.nat(25) }),
	fc.record({
		kind: fc.constant('judge' as const),
		of: fc.nat(25),
		points: fc.integer({ min: 1, max: 10 }),
	}),
);

test('after any edits, undoings and verdicts it says what a mirror that reads everything anew says', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(stepOf, { minLength: 3, maxLength: 10 }), async (steps) => {
			const { database, store } = await opened();
			// Large enough that edits of all rows wait to be written.
			const extra = Array.from({ length: 220 }, (_, at) => seedRow(200 + at));
			await store.put({ instructions: extra });
			const live = await mirrorOf(database);
			const edits = new IndexedDbPoolEdits(database, () => 900);
			for (const step of steps) {
				const all = (await store.rowsOf(PROJECT, [RUN])).instructions.map(({ id }) => id);
				const at = (place: number) => all[place] as InstructionId;
				if (step.kind === 'edit') await edits.edit(PROJECT, all.slice(step.from), step.wish);
				else if (step.kind === 'undo') await edits.undo(PROJECT);
				else if (step.kind === 'settle') await edits.settle(PROJECT, () => undefined);
				else if (step.kind === 'text')
					await edits.rewrite(at(step.of), {
						instruction: 'new text',
						input: '',
						keepsFileAnswer: false,
					});
				else
					await store.put({
						verdicts: VERDICT_ORDERS.map((order) =>
							verdictRow(at(step.of), studentIdOf(RUN, 0), order, {
								scores: { teacher: 9, student: step.points },
							}),
						),
					});
			}
			const fresh = await mirrorOf(database);
			for (const filter of [{}, { tags: ['a'] }, { places: ['deleted' as const] }])
				await expect.poll(() => live.told(filter)).toEqual(await fresh.told(filter));
			live.mirror.close();
			fresh.mirror.close();
		}),
		{ numRuns: 8 },
	);
});
