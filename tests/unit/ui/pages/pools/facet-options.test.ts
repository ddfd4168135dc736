import { expect, test } from 'vitest';
import { NO_FILTER, type FacetCounts } from '../../../../../src/core/pools/filter.ts';
import { facetOptions } from '../../../../../src/ui/pages/pools/facet-options.ts';

const COUNTS: FacetCounts = {
	places: new Map([
		['deleted', 1],
		['train', 2],
	]),
	difficulties: new Map(),
	from: new Map([
		[10, 1],
		[2, 3],
	]),
	origins: new Map(),
	skills: new Map([
		['add', 1],
		['', 3],
		['sort', 1],
	]),
	tags: new Map([['', 3]]),
};

test('values stand in their own order, or the most frequent first; chosen ones are there with 0 too', () => {
	const filter = { ...NO_FILTER, skills: ['gone'] };
	expect(facetOptions('places', COUNTS, filter).map(({ words }) => words)).toEqual([
		'Train Pool',
		'deleted',
	]);
	expect(facetOptions('from', COUNTS, filter).map(({ value }) => value)).toEqual([2, 10]);
	expect(facetOptions('skills', COUNTS, filter)).toEqual([
		{ value: '', words: 'skill unknown', count: 3, isChosen: false },
		{ value: 'add', words: 'add', count: 1, isChosen: false },
		{ value: 'sort', words: 'sort', count: 1, isChosen: false },
		{ value: 'gone', words: 'gone', count: 0, isChosen: true },
	]);
});

test('without any tag there is no facet of tags', () => {
	expect(facetOptions('tags', COUNTS, NO_FILTER)).toEqual([]);
	const tagged = {
		...COUNTS,
		tags: new Map([
			['', 3],
			['odd', 1],
		]),
	};
	expect(facetOptions('tags', tagged, NO_FILTER).map(({ words }) => words)).toEqual([
		'no tag',
		'odd',
	]);
});
