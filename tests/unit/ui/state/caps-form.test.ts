import { expect, test } from 'vitest';
import { NO_CAPS } from '../../../../src/core/budget.ts';
import { capsFieldsOf, NO_PRICE, readCaps } from '../../../../src/ui/state/caps-form.ts';

const fields = (change: Partial<ReturnType<typeof capsFieldsOf>>) => ({
	...capsFieldsOf(NO_CAPS),
	...change,
});

test('each cap is optional; money is kept in whole nano-dollars', () => {
	expect(readCaps(fields({}), false)).toEqual({ caps: NO_CAPS, errors: {} });
	const typed = fields({ calls: '50,000', tokens: '2 000 000', nanoUsd: '12.345678901' });
	expect(readCaps(typed, true)).toEqual({
		caps: { calls: 50_000, tokens: 2_000_000, nanoUsd: 12_345_678_901 },
		errors: {},
	});
});

test.each([
	['calls', '0'],
	['calls', '-3'],
	['calls', '1.5'],
	['tokens', '1e3'],
	['tokens', 'many'],
	['nanoUsd', '0'],
	['nanoUsd', '$5'],
	['nanoUsd', '1000001'],
] as const)('of %s, %j is told as wrong', (name, text) => {
	const { caps, errors } = readCaps(fields({ [name]: text }), true);
	expect(caps).toEqual(NO_CAPS);
	expect(Object.keys(errors)).toEqual([name]);
});

test('a cap on money without prices is told before it would pause the run', () => {
	expect(readCaps(fields({ nanoUsd: '5' }), false).errors).toEqual({ nanoUsd: NO_PRICE });
});

test('what is kept is shown as it was typed', () => {
	const caps = { calls: 7, tokens: null, nanoUsd: 2_500_000_000 };
	expect(capsFieldsOf(caps)).toEqual({ calls: '7', tokens: '', nanoUsd: '2.5' });
	expect(readCaps(capsFieldsOf(caps), true).caps).toEqual(caps);
});
