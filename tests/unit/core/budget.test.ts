import { expect, test } from 'vitest';
import {
	brokenCap,
	NO_CAPS,
	sumOfSpent,
	type Spent,
	cappedBy,
	type CapName,
	leftOf,
} from '../../../src/core/budget.ts';

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

test('what a cap leaves counts what is in flight, and is unknown where that is', () => {
	const caps = { calls: 10, tokens: 1000, nanoUsd: null };
	const spent = { calls: 6, tokens: null, nanoUsd: 5 };
	const inFlight = { calls: 3, tokens: 100, nanoUsd: 5 };
	const left = (name: CapName) => leftOf(caps, { spent, inFlight }, name);
	expect([left('calls'), left('tokens'), left('nanoUsd')]).toEqual([1, null, null]);
	expect(leftOf({ ...caps, calls: 8 }, { spent, inFlight }, 'calls')).toBe(0);
});

test('the cap that a run paused for is known by its code, an unknown one by what can’t be told', () => {
	const caps = { calls: 10, tokens: 1000, nanoUsd: 1 };
	const spent = { calls: 6, tokens: null, nanoUsd: 0 };
	expect(cappedBy('run/budget-money', caps, spent)).toEqual({ name: 'nanoUsd', why: 'reached' });
	expect(cappedBy('run/budget-unknown', caps, spent)).toEqual({ name: 'tokens', why: 'unknown' });
	expect(cappedBy('run/budget-unknown', caps, undefined)?.name).toBe('nanoUsd');
	expect(cappedBy('teacher/bad-key', caps, spent)).toBeUndefined();
});
