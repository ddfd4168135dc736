import { expect, test } from 'vitest';
import { IndexedDbPoolEdits } from '../../../src/adapters/indexeddb/pool-edits.ts';
import { IndexedDbRecordStore } from '../../../src/adapters/indexeddb/record-store.ts';
import { holdProject } from '../../../workers/run/project-lock.ts';
import type { ProjectId } from '../../../src/core/id.ts';
import type { Instruction } from '../../../src/core/instruction.ts';
import { answerRow, PROJECT, seedRow } from '../../fakes/rows.ts';
import { freshDatabase } from './fresh-database.ts';

async function opened(count: number) {
	const database = await freshDatabase();
	const store = new IndexedDbRecordStore(database);
	const seeds = Array.from({ length: count }, (_, order) => seedRow(order));
	await store.put({ instructions: seeds });
	let now = 100;
	const edits = new IndexedDbPoolEdits(database, () => now++);
	/** Rows as a run would read them. */
	const rows = async () => {
		const { instructions } = await store.rowsOf(PROJECT, []);
		return instructions.toSorted((a, b) => a.order - b.order);
	};
	return { database, store, edits, seeds, ids: seeds.map(({ id }) => id), rows };
}
const lastOf = (edits: IndexedDbPoolEdits) =>
	new Promise((resolve) => {
		const subscription = edits.last(PROJECT).subscribe((last) => {
			resolve(last);
			setTimeout(() => {
				subscription.unsubscribe();
			});
		});
	});
const nothing = () => undefined;

test('few rows are written with their edit, and undone step by step, in another tab too', async () => {
	const { database, edits, ids, rows, seeds } = await opened(4);
	expect(await edits.edit(PROJECT, ids.slice(0, 2), { kind: 'tag', tag: 'check' })).toBe(2);
	expect(await edits.edit(PROJECT, ids, { kind: 'tag', tag: 'check' })).toBe(2);
	expect(await edits.edit(PROJECT, ids, { kind: 'tag', tag: 'check' })).toBe(0);
	await edits.edit(PROJECT, ids.slice(3), { kind: 'delete' });
	expect((await database.relaxed.instructions.get(ids[3] ?? ''))?.deletedAt).toBeGreaterThan(0);
	expect(await lastOf(edits)).toMatchObject({ kind: 'delete', count: 1 });
	const reloaded = new IndexedDbPoolEdits(database, () => 500);
	expect(await reloaded.undo(PROJECT)).toMatchObject({ kind: 'delete' });
	expect(await reloaded.undo(PROJECT)).toMatchObject({ kind: 'tag', word: 'check', count: 2 });
	expect((await rows()).map(({ tags }) => tags)).toEqual([
		['check'],
		['check'],
		undefined,
		undefined,
	]);
	await reloaded.undo(PROJECT);
	expect(await rows()).toEqual(seeds);
	expect(await reloaded.undo(PROJECT)).toBeUndefined();
	expect(await lastOf(reloaded)).toBeUndefined();
});

test('many rows are seen edited at once, and written later, after a crash too', async () => {
	const { database, edits, ids, rows, seeds } = await opened(1000);
	expect(await edits.edit(PROJECT, ids, { kind: 'skill', skill: 'sum' })).toBe(1000);
	await edits.edit(PROJECT, ids.slice(0, 10), { kind: 'tag', tag: 'first' });
	expect(await database.relaxed.instructions.toArray()).toEqual(
		seeds.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
	);
	const expected = seeds.map((row, order): Instruction => ({
		...row,
		skill: 'sum',
		skillFrom: 'user',
		...(order < 10 ? { tags: ['first'] } : {}),
	}));
	expect(await rows()).toEqual(expected);
	const heard: number[] = [];
	// The tab that made the edit is gone.
	const other = new IndexedDbPoolEdits(database, () => 500);
	await other.settle(PROJECT, ({ done }) => heard.push(done));
	const stored = await database.relaxed.instructions.toArray();
	expect(stored.toSorted((a, b) => a.order - b.order)).toEqual(expected);
	expect(heard).toContain(1000);
	expect(await database.relaxed.edits.where({ pendingOf: PROJECT }).count()).toBe(0);
	expect(await other.undo(PROJECT)).toMatchObject({ kind: 'tag' });
	expect(await other.undo(PROJECT)).toMatchObject({ kind: 'skill', count: 1000 });
	expect(await rows()).toEqual(seeds);
	await other.settle(PROJECT, nothing);
	expect(await rows()).toEqual(seeds);
});

test('an edit undone before it was written leaves nothing of itself', async () => {
	const { database, edits, ids, seeds } = await opened(600);
	await edits.edit(PROJECT, ids, { kind: 'delete' });
	await edits.undo(PROJECT);
	await Promise.all([edits.settle(PROJECT, nothing), edits.settle(PROJECT, nothing)]);
	const stored = await database.relaxed.instructions.toArray();
	expect(stored.toSorted((a, b) => a.order - b.order)).toEqual(seeds);
});

test('a new text is a new row; the old one keeps its answers, and the file’s goes along only if it is told to', async () => {
	const { store, edits, rows, ids } = await opened(2);
	const [one, two] = ids as [Instruction['id'], Instruction['id']];
	await store.put({ answers: [answerRow(one, 'file'), answerRow(one), answerRow(two, 'file')] });
	const text = { instruction: 'better', input: '', keepsFileAnswer: false };
	const first = await edits.rewrite(one, text);
	const again = await edits.rewrite(first.id, { ...text, instruction: 'best' });
	const kept = await edits.rewrite(two, { ...text, keepsFileAnswer: true });
	expect([first.id, again.id, kept.id]).toEqual([`${one}~1`, `${one}~2`, `${two}~1`]);
	const inUse = (await rows()).filter(({ deletedAt }) => deletedAt === undefined);
	expect(inUse.map(({ instruction, origin }) => [instruction, origin])).toEqual([
		['best', 'edited'],
		['better', 'edited'],
	]);
	const { answers } = await store.rowsOf(PROJECT, []);
	expect(answers.map(({ id }) => id).sort()).toEqual(
		[`${one}|file`, `${one}|teacher`, `${two}|file`, `${two}~1|file`].sort(),
	);
	await edits.undo(PROJECT);
	await edits.undo(PROJECT);
	expect((await rows()).filter(({ deletedAt }) => deletedAt === undefined)).toMatchObject([
		{ id: first.id },
		{ id: two },
	]);
});

test('while a run of the project is carried out nothing is edited, and the reason is named', async () => {
	const { edits, ids, rows, seeds } = await opened(2);
	const release = await holdProject(PROJECT);
	const refused = { code: 'pool/run-under-way' };
	await expect(edits.edit(PROJECT, ids, { kind: 'delete' })).rejects.toMatchObject(refused);
	await expect(edits.undo(PROJECT)).rejects.toMatchObject(refused);
	await expect(
		edits.rewrite(ids[0] ?? ('' as never), { instruction: 'x', input: '', keepsFileAnswer: false }),
	).rejects.toMatchObject(refused);
	release();
	expect(await rows()).toEqual(seeds);
	expect(await edits.edit(PROJECT, ids, { kind: 'delete' })).toBe(2);
});

test('of a long history only the newest edits are kept, each project with its own', async () => {
	const { database, edits, ids } = await opened(1);
	await edits.edit('other' as ProjectId, [], { kind: 'delete' });
	for (let step = 0; step < 45; step++)
		await edits.edit(PROJECT, ids, { kind: 'skill', skill: String(step) });
	expect(await database.relaxed.edits.count()).toBe(40);
	let steps = 0;
	while ((await edits.undo(PROJECT)) !== undefined) steps++;
	expect(steps).toBeGreaterThanOrEqual(20);
});
