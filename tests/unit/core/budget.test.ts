import { expect, test } from 'vitest';
import { brokenCap, NO_CAPS, sumOfSpent, type Spent } from '../../../src/core/budget.ts';

const spent: Spent = { calls: 10, tokens: 500, nanoUsd: 2_000_000 };

test.each([
	['no caps', NO_CAPS, spent, undefined],
	['just at them', { calls: 10, tokens: 500, nanoUsd: 2_000_000 }, spent, undefined],
	['one call over', { ...NO_CAPS, calls: 9 }, spent, { name: 'calls', why: 'reached' }],
	['one token over', { ...NO_CAPS, tokens: 499 }, spent, { name: 'tokens', why: 'reached' }],
	['money over', { ...NO_CAPS, nanoUsd: 1_999_999 }, spent, { name: 'nanoUsd', why: 'reached' }],
	[
		'a cost that nobody knows',
		{ ...NO_CAPS, nanoUsd: 1e12 },
		{ ...spent, nanoUsd: null },
		{ name: 'nanoUsd', why: 'unknown' },
	],
	[
		'unknown where there is no cap',
		{ ...NO_CAPS, calls: 10 },
		{ ...spent, tokens: null },
		undefined,
	],
] as const)('%s', (_, caps, used, broken) => {
	expect(brokenCap(caps, used)).toEqual(broken);
});

test('a sum with something unknown in it is unknown, and only in that', () => {
	expect(sumOfSpent([spent, { calls: 1, tokens: 20, nanoUsd: null }])).toEqual({
		...{ calls: 11, tokens: 520, nanoUsd: null },
	});
});
