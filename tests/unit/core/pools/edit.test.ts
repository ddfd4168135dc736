import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editedId } from '../../../../src/core/id.ts';
import type { Instruction } from '../../../../src/core/instruction.ts';
import { patched, planEdit, planText, type Patch } from '../../../../src/core/pools/edit.ts';
import { generatedRow, seedRow } from '../../../fakes/rows.ts';

type Table = ReadonlyMap<string, Instruction>;
const tableOf = (rows: readonly Instruction[]): Table => new Map(rows.map((row) => [row.id, row]));

function applied(table: Table, patches: readonly Patch[]): Table {
	const next = new Map(table);
	for (const { set, ids } of patches)
		for (const id of ids) {
			const row = next.get(id);
			if (row !== undefined) next.set(id, patched(row, set));
		}
	return next;
}
const inUse = (table: Table) => [...table.values()].filter((row) => row.deletedAt === undefined);

const WISHES = fc.oneof(
	fc.record({
		kind: fc.constant('skill' as const),
		skill: fc.constantFrom(null, 'add', 'sort'),
	}),
	fc.record({
		kind: fc.constantFrom('tag' as const, 'untag' as const),
		tag: fc.constantFrom('a', 'b'),
	}),
	fc.record({ kind: fc.constantFrom('delete' as const, 'restore' as const) }),
);
const STEPS = fc.array(
	fc.record({
		orders: fc.uniqueArray(fc.nat(5), { maxLength: 6 }),
		wish: fc.option(WISHES, { nil: null }),
	}),
	{ maxLength: 12 },
);
const START = tableOf([
	...[0, 1, 2, 3].map((order) =>
		seedRow(order, order === 1 ? { skill: 'add', skillFrom: 'data' } : {}),
	),
	seedRow(4, { tags: ['b'], deletedAt: 5 }),
	generatedRow(seedRow(0), 5),
]);

test('whatever is edited, undoing all of it leaves what was in use as it was', () => {
	fc.assert(
		fc.property(STEPS, (steps) => {
			let table = START;
			const undo: (readonly Patch[])[] = [];
			for (const [at, { orders, wish }] of steps.entries()) {
				const rows = [...table.values()].filter((_, place) => orders.includes(place));
				if (wish === null) {
					const old = rows.find((row) => row.deletedAt === undefined);
					if (old === undefined) continue;
					const { row, forward, backward } = planText(
						old,
						{ instruction: `new ${at}`, input: '', id: editedId(old.id, 100 + at) },
						at,
					);
					table = applied(new Map(table).set(row.id, row), forward);
					undo.push(backward);
					continue;
				}
				const change = planEdit(rows, wish, at);
				if (change === undefined) continue;
				table = applied(table, change.forward);
				undo.push(change.backward);
			}
			for (const patches of undo.reverse()) table = applied(table, patches);
			expect(inUse(table)).toEqual(inUse(START));
			for (const [id, row] of START) expect(table.get(id)).toEqual(row);
		}),
		{ numRuns: 300 },
	);
});

test('applying a change twice is applying it once, so that it may be written again after a crash', () => {
	fc.assert(
		fc.property(WISHES, (wish) => {
			const change = planEdit([...START.values()], wish, 9);
			const once = applied(START, change?.forward ?? []);
			expect(applied(once, change?.forward ?? [])).toEqual(once);
		}),
	);
});

test('only rows that a wish changes are in its change', () => {
	const rows = [seedRow(0, { tags: ['a'] }), seedRow(1)];
	expect(planEdit(rows, { kind: 'tag', tag: 'a' }, 7)).toEqual({
		forward: [{ set: { kind: 'tag', tag: 'a' }, ids: [seedRow(1).id] }],
		backward: [{ set: { kind: 'untag', tag: 'a' }, ids: [seedRow(1).id] }],
	});
	expect(planEdit(rows, { kind: 'restore' }, 7)).toBeUndefined();
});

test('a skill taken back is what each row had before, and who had named it', () => {
	const rows = [seedRow(0, { skill: 'add', skillFrom: 'data' }), seedRow(1), seedRow(2)];
	const change = planEdit(rows, { kind: 'skill', skill: 'sum' }, 7);
	expect(change?.forward).toEqual([
		{ set: { kind: 'skill', skill: 'sum', skillFrom: 'user' }, ids: rows.map(({ id }) => id) },
	]);
	expect(change?.backward).toEqual([
		{ set: { kind: 'skill', skill: 'add', skillFrom: 'data' }, ids: [rows[0]?.id] },
		{ set: { kind: 'skill', skill: null, skillFrom: null }, ids: [rows[1]?.id, rows[2]?.id] },
	]);
});

test('a new text is a new row in the place of the old one, which keeps its id for its answers', () => {
	const old = generatedRow(seedRow(0), 3, { tags: ['a'], skill: 'add' });
	const id = editedId(old.id, 1);
	const { row, forward } = planText(old, { instruction: 'Add 2', input: 'x', id }, 7);
	expect(row).toEqual({
		...old,
		id: `${old.id}~1`,
		instruction: 'Add 2',
		input: 'x',
		origin: 'edited',
		parentId: old.id,
		operator: null,
	});
	expect(forward[0]).toEqual({ set: { kind: 'delete', at: 7 }, ids: [old.id] });
	expect(editedId(id, 2)).toBe(`${old.id}~2`);
});
