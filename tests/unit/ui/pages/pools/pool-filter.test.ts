import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	DIFFICULTIES,
	isNarrowed,
	NO_FILTER,
	ORIGINS,
	PLACES,
	SORT_KEYS,
} from '../../../../../src/core/pools/filter.ts';
import {
	filterFrom,
	paramsOf,
	poolsAddress,
	sortedBy,
	toggled,
} from '../../../../../src/ui/pages/pools/pool-filter.ts';

test('an address read back gives the same filter', () => {
	const filters = fc.record({
		places: fc.subarray([...PLACES]),
		difficulties: fc.subarray([...DIFFICULTIES]),
		from: fc.uniqueArray(fc.nat(20)),
		origins: fc.subarray([...ORIGINS]),
		skills: fc.uniqueArray(fc.string({ maxLength: 8 })),
		tags: fc.uniqueArray(fc.string({ maxLength: 8 })),
		least: fc.option(
			fc.integer({ min: -18, max: 18 }).map((half) => (half === 0 ? 0 : half / 2)),
			{ nil: null },
		),
		most: fc.constantFrom(null, 9, 2.25),
		text: fc.string({ maxLength: 12 }),
		sort: fc.record({ key: fc.constantFrom(...SORT_KEYS), descending: fc.boolean() }),
	});
	fc.assert(
		fc.property(filters, (filter) => {
			const address = new URLSearchParams(paramsOf(filter)).toString();
			expect(filterFrom(new URLSearchParams(address))).toEqual(filter);
		}),
		{ numRuns: 200 },
	);
});

test('what an address says wrongly is left out', () => {
	const params = new URLSearchParams(
		'in=cache&in=cellar&from=x&difficulty=odd&origin=sky&least=12&most=&sort=-colour',
	);
	expect(filterFrom(params)).toEqual({ ...NO_FILTER, places: ['cache'] });
});

test('a value is added once and taken off again', () => {
	const once = toggled(NO_FILTER, 'skills', 'add');
	expect(once.skills).toEqual(['add']);
	expect(toggled(once, 'skills', 'add')).toEqual(NO_FILTER);
	expect([isNarrowed(once), isNarrowed(NO_FILTER)]).toEqual([true, false]);
});

test('sorting again turns the direction; difficulty begins with the hardest', () => {
	const hardest = sortedBy(NO_FILTER, 'difficulty');
	expect(hardest.sort).toEqual({ key: 'difficulty', descending: true });
	expect(sortedBy(hardest, 'difficulty').sort.descending).toBe(false);
	expect(sortedBy(hardest, 'skill').sort).toEqual({ key: 'skill', descending: false });
});

test('an address names project, run and what it is narrowed to', () => {
	expect(poolsAddress('p 1', 'r1', { places: ['cache'], skills: ['°C to °F'] })).toBe(
		'/projects/p%201/pools?run=r1&in=cache&skill=%C2%B0C+to+%C2%B0F',
	);
	expect(poolsAddress('p', null)).toBe('/projects/p/pools');
});
