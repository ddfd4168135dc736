import { expect, test } from 'vitest';
import { amount, capsWords, higherCap } from '../../../../../src/ui/pages/loop/cap-words.ts';

test.each([
	[1, 2],
	[5, 8],
	[100, 150],
	[500, 750],
	[1234, 1900],
	[2_000_000_000, 3_000_000_000],
])('in place of a cap of %d, %d is offered', (cap, offered) => {
	expect(higherCap(cap)).toBe(offered);
});

test('an amount has its unit; an unknown one is said to be unknown', () => {
	expect([amount('calls', 1234), amount('nanoUsd', 86e7), amount('tokens', null)]).toEqual([
		'1,234',
		'$0.86',
		'unknown',
	]);
	expect(capsWords({ calls: 500, tokens: null, nanoUsd: 2e9 })).toBe('500 calls, $2.00');
});
