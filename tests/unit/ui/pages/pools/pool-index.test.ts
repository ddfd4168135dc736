import { expect, test } from 'vitest';
import type { PoolRow } from '../../../../../src/app/ports.ts';
import { studentIdOf } from '../../../../../src/core/id.ts';
import type { Instruction } from '../../../../../src/core/instruction.ts';
import { facetOptions } from '../../../../../src/ui/pages/pools/facet-options.ts';
import { NO_FILTER, type PoolFilter } from '../../../../../src/ui/pages/pools/pool-filter.ts';
import { indexRows, viewOf } from '../../../../../src/ui/pages/pools/pool-index.ts';
import { RUN, seedRow } from '../../../../fakes/rows.ts';

const row = (
	order: number,
	fields: Partial<Instruction>,
	difficulty: number | null | 'not judged' = 'not judged',
): PoolRow => ({
	instruction: seedRow(order, fields),
	difficulty: difficulty === 'not judged' ? null : difficulty,
	judged: difficulty === 'not judged' ? null : studentIdOf(RUN, 0),
});
const ROWS = indexRows(
	[
		row(0, { instruction: 'Add 2 and 3', skill: 'add', pool: 'train' }),
		row(1, { instruction: 'Sort these', input: 'Pear, fig', skill: 'sort', pool: 'cache' }, 4),
		row(2, { instruction: 'Add 7 and 9', skill: 'add', pool: 'both', iteration: 1 }, 0.5),
		row(3, { instruction: 'Add ten', skill: null, pool: 'cache' }, null),
		row(4, { instruction: 'Held out', skill: 'sort', split: 'heldOut', pool: null }),
	],
	1,
);
const shown = (filter: Partial<PoolFilter>) =>
	viewOf(ROWS, { ...NO_FILTER, ...filter }).rows.map(({ number }) => number);

test('values of one facet are alternatives, facets all hold', () => {
	expect(shown({ places: ['train'] })).toEqual([1, 3]);
	expect(shown({ places: ['train', 'held-out'] })).toEqual([1, 3, 5]);
	expect(shown({ places: ['cache'], skills: ['add'] })).toEqual([3]);
	expect(shown({ skills: [''] })).toEqual([4]);
	expect(shown({ from: [1] })).toEqual([3]);
});

test('hard, easy, unscored and not judged are four different things', () => {
	expect(shown({ difficulties: ['hard'] })).toEqual([2]);
	expect(shown({ difficulties: ['easy'] })).toEqual([3]);
	expect(shown({ difficulties: ['unscored'] })).toEqual([4]);
	expect(shown({ difficulties: ['not-judged'] })).toEqual([1, 5]);
});

test('search wants every word, in instruction or input, in any case', () => {
	expect(shown({ text: 'ADD and' })).toEqual([1, 3]);
	expect(shown({ text: 'fig' })).toEqual([2]);
	expect(shown({ text: 'add fig' })).toEqual([]);
});

test('difficulty sorts rows without one below every number, equal ones as they came', () => {
	expect(shown({ sort: { key: 'difficulty', descending: true } })).toEqual([2, 3, 1, 4, 5]);
	expect(shown({ sort: { key: 'order', descending: true } })).toEqual([5, 4, 3, 2, 1]);
	expect(shown({ sort: { key: 'instruction', descending: false } })).toEqual([1, 3, 4, 5, 2]);
});

test('a facet counts what each of its values would show, its own choice left out', () => {
	const filter = { ...NO_FILTER, places: ['cache'], skills: ['add'] } as const;
	const { counts } = viewOf(ROWS, filter);
	expect(facetOptions('skills', counts, filter)).toEqual([
		{ value: '', words: 'skill unknown', count: 1, isChosen: false },
		{ value: 'add', words: 'add', count: 1, isChosen: true },
		{ value: 'sort', words: 'sort', count: 1, isChosen: false },
	]);
	expect(facetOptions('places', counts, filter).map(({ words, count }) => [words, count])).toEqual([
		['Train Pool', 2],
		['Cache Pool', 1],
		['held out', 0],
	]);
});
