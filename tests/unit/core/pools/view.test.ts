import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HardRule } from '../../../../src/core/difficulty.ts';
import type { Instruction } from '../../../../src/core/instruction.ts';
import { PoolColumns } from '../../../../src/core/pools/columns.ts';
import {
	FACETS,
	NO_FILTER,
	SORT_KEYS,
	type PoolFilter,
} from '../../../../src/core/pools/filter.ts';
import { PoolViews } from '../../../../src/core/pools/view.ts';
import { VERDICT_ORDERS } from '../../../../src/core/verdict.ts';
import { generatedRow, seedRow } from '../../../fakes/rows.ts';

type Verdict = Parameters<PoolColumns['judge']>[0] & { readonly rank: number };

const MEAN: HardRule = { threshold: 1, hardRule: 'mean' };

function mirrorOf(
	rows: readonly Instruction[],
	verdicts: readonly Verdict[] = [],
	rule: HardRule = MEAN,
) {
	const columns = new PoolColumns(rule);
	for (const row of rows) columns.put(row);
	for (const { rank, ...verdict } of verdicts) columns.judge(verdict, rank);
	return { columns, views: new PoolViews(columns) };
}

function listed({ views }: ReturnType<typeof mirrorOf>, filter: Partial<PoolFilter>): number[] {
	const { slots } = views.viewOf({ ...NO_FILTER, ...filter });
	return [...slots].map((slot) => views.ordering.numbers[slot] ?? 0);
}

const both = (order: number, difficulty: number | null, rank = 0): Verdict[] =>
	VERDICT_ORDERS.map((of) => ({
		instructionId: seedRow(order).id,
		order: of,
		scores: difficulty === null ? null : { teacher: 9, student: 9 - difficulty },
		rank,
	}));
const ROWS = [
	seedRow(0, { instruction: 'Add 2 and 3', skill: 'add', pool: 'train', tags: ['odd', 'short'] }),
	seedRow(1, { instruction: 'Sort these', input: 'Pear, fig', skill: 'sort', pool: 'cache' }),
	generatedRow(seedRow(0), 0, { instruction: 'Add 7 and 9', skill: 'add', id: seedRow(2).id }),
	seedRow(3, { instruction: 'Add ten', pool: 'cache', tags: ['odd'] }),
	seedRow(4, { instruction: 'Held out', skill: 'sort', split: 'heldOut', pool: null }),
	seedRow(5, { instruction: 'Gone', skill: 'sort', deletedAt: 7 }),
];
const MIRROR = mirrorOf(ROWS, [...both(1, 4), ...both(2, 0.5), ...both(3, null)]);
const shown = (filter: Partial<PoolFilter>) => listed(MIRROR, filter);

test('rows stand in the order in which they were made, deleted ones left out until they are asked for', () => {
	expect(shown({})).toEqual([1, 2, 3, 4, 6]);
	expect(shown({ places: ['deleted'] })).toEqual([5]);
	expect(shown({ places: ['deleted', 'held-out'] })).toEqual([4, 5]);
	expect(MIRROR.columns.inUse).toBe(5);
});

test('values of one facet are alternatives, facets all hold', () => {
	expect(shown({ places: ['train'] })).toEqual([1, 6]);
	expect(shown({ places: ['cache'], skills: ['add'] })).toEqual([6]);
	expect(shown({ skills: [''] })).toEqual([3]);
	expect(shown({ from: [1] })).toEqual([6]);
	expect(shown({ origins: ['imported'] })).toEqual([1, 2, 3, 4]);
	expect(shown({ tags: ['odd'] })).toEqual([1, 3]);
	expect(shown({ tags: ['short', ''] })).toEqual([1, 2, 4, 6]);
});

test('hard, easy, unscored and not judged are four different things', () => {
	expect(shown({ difficulties: ['hard'] })).toEqual([2]);
	expect(shown({ difficulties: ['easy'] })).toEqual([6]);
	expect(shown({ difficulties: ['unscored'] })).toEqual([3]);
	expect(shown({ difficulties: ['not-judged'] })).toEqual([1, 4]);
});

test('hard is what the run calls hard: by the mean, or in each order', () => {
	const [first, second] = both(1, 4);
	const apart = [first, { ...second, scores: { teacher: 9, student: 9 } }] as Verdict[];
	const hard = (hardRule: HardRule['hardRule'], threshold = 1) =>
		listed(mirrorOf(ROWS, [...apart, ...both(2, 1), ...both(3, null)], { threshold, hardRule }), {
			difficulties: ['hard'],
		});
	expect(hard('mean')).toEqual([2, 6]);
	expect(hard('mean', 2)).toEqual([2]);
	expect(hard('both-orders')).toEqual([6]);
});

test('a range of difficulty holds its ends, and no row without one', () => {
	expect(shown({ least: 0.5 })).toEqual([2, 6]);
	expect(shown({ least: 0.6, most: 4 })).toEqual([2]);
	expect(shown({ most: 0 })).toEqual([]);
});

test('search wants every word, in instruction or input, in any case and any way of writing', () => {
	expect(shown({ text: 'ADD and' })).toEqual([1, 6]);
	expect(shown({ text: 'ﬁg' })).toEqual([2]);
	expect(shown({ text: 'fig add' })).toEqual([]);
	expect(shown({ text: 'fig' })).toEqual([2]);
});

test('difficulty sorts rows without one below every number, equal ones as they came', () => {
	const by = (key: PoolFilter['sort']['key'], descending: boolean) =>
		shown({ sort: { key, descending } });
	expect(by('difficulty', true)).toEqual([2, 6, 1, 3, 4]);
	expect(by('difficulty', false)).toEqual([1, 3, 4, 6, 2]);
	expect(by('order', true)).toEqual([6, 4, 3, 2, 1]);
	expect(by('instruction', false)).toEqual([1, 6, 3, 4, 2]);
	expect(by('skill', true)).toEqual([2, 4, 1, 6, 3]);
});

test('a facet counts what each of its values would show, its own choice left out', () => {
	const { counts } = MIRROR.views.viewOf({ ...NO_FILTER, places: ['cache'], skills: ['add'] });
	expect([...counts.skills]).toEqual([
		['add', 1],
		['sort', 1],
		['', 1],
	]);
	expect([...counts.places]).toEqual([
		['train', 2],
		['cache', 1],
		['held-out', 0],
		['deleted', 0],
	]);
});

test('a row that comes again with another iteration is listed where that puts it', () => {
	const mirror = mirrorOf([seedRow(1), seedRow(2)]);
	expect(listed(mirror, {})).toEqual([1, 2]);
	mirror.columns.put(seedRow(1, { iteration: 1 }));
	const { slots } = mirror.views.viewOf(NO_FILTER);
	expect([...slots].map((slot) => mirror.columns.ids[slot])).toEqual([
		seedRow(2).id,
		seedRow(1).id,
	]);
});

test('a newer student’s verdicts replace an older one’s, whichever comes first', () => {
	for (const verdicts of [
		[...both(1, 4, 0), ...both(1, 0, 1)],
		[...both(1, 0, 1), ...both(1, 4, 0)],
	])
		expect(listed(mirrorOf(ROWS, verdicts), { difficulties: ['easy'] })).toEqual([2]);
	const half = both(1, 4, 2).slice(0, 1);
	expect(listed(mirrorOf(ROWS, [...both(1, 4), ...half]), { difficulties: ['unscored'] })).toEqual([
		2,
	]);
});

const rowOf = fc.record({
	order: fc.nat(7),
	skill: fc.constantFrom(null, 'add', 'sort', 'sum'),
	instruction: fc.constantFrom('Add 2', 'add 3', 'Sort', 'Name it'),
	iteration: fc.nat(2),
	tags: fc.constantFrom(['a'], ['a', 'b'], ['b']),
	isDeleted: fc.boolean(),
});
const changeOf = fc.oneof(
	fc.record({ put: rowOf }),
	fc.record({ remove: fc.nat(7) }),
	fc.record({
		judge: fc.nat(7),
		rank: fc.nat(2),
		order: fc.constantFrom(...VERDICT_ORDERS),
		student: fc.option(fc.integer({ min: 1, max: 10 }), { nil: null }),
	}),
);
const filterOf = fc.record({
	places: fc.subarray<PoolFilter['places'][number]>(['train', 'deleted']),
	skills: fc.subarray(['add', '']),
	tags: fc.subarray(['a']),
	text: fc.constantFrom('', 'a', 'add'),
	least: fc.constantFrom(null, 0),
	sort: fc.record({ key: fc.constantFrom(...SORT_KEYS), descending: fc.boolean() }),
});

test('after any changes the columns list and count what columns of the newest rows would', () => {
	fc.assert(
		fc.property(
			fc.array(changeOf, { maxLength: 25 }),
			fc.array(filterOf, { minLength: 1 }),
			(changes, filters) => {
				const live = mirrorOf([]);
				const rows = new Map<string, Instruction>();
				const verdicts = new Map<string, Verdict>();
				for (const change of changes) {
					// Views in between fill what is kept from one to the next.
					live.views.viewOf({ ...NO_FILTER, ...filters[0] });
					if ('put' in change) {
						const { isDeleted, order, ...fields } = change.put;
						const row = seedRow(order, { ...fields, ...(isDeleted ? { deletedAt: 7 } : {}) });
						rows.set(row.id, row);
						live.columns.put(row);
					} else if ('remove' in change) {
						rows.delete(seedRow(change.remove).id);
						live.columns.remove(seedRow(change.remove).id);
					} else {
						const { judge, rank, order, student } = change;
						const scores = student === null ? null : { teacher: 9, student };
						const verdict = { instructionId: seedRow(judge).id, order, scores, rank };
						// Verdicts come after their rows.
						if (!rows.has(verdict.instructionId)) continue;
						verdicts.set(`${judge} ${rank} ${order}`, verdict);
						live.columns.judge(verdict, rank);
					}
				}
				const fresh = mirrorOf([...rows.values()], [...verdicts.values()]);
				for (const filter of filters) expect(told(live, filter)).toEqual(told(fresh, filter));
			},
		),
		{ numRuns: 300 },
	);
});

function told({ columns, views }: ReturnType<typeof mirrorOf>, filter: Partial<PoolFilter>) {
	const { slots, counts } = views.viewOf({ ...NO_FILTER, ...filter });
	const found = FACETS.map((facet) => [
		facet,
		[...counts[facet]].filter(([, count]) => count > 0).sort(),
	]);
	return { ids: [...slots].map((slot) => columns.ids[slot]), found, inUse: columns.inUse };
}
