import { expect, test } from 'vitest';
import { Allowance } from '../../../../src/core/limits/allowance.ts';

const limits = { requestsPerMinute: 60, tokensPerMinute: 6000 };

test('a call waits for the slower of its two limits', () => {
	const allowance = new Allowance(limits, 0);
	for (let call = 0; call < 59; call++) allowance.take(0, 0);
	expect(allowance.waitMs(10, 0)).toBe(1000);
	allowance.take(5900, 1000);
	expect(allowance.waitMs(300, 1000)).toBe(3000);
});

test('of a call that took nothing the tokens come back and the request stays', () => {
	const allowance = new Allowance(limits, 0);
	const taken = allowance.take(5900, 0);
	for (let call = 0; call < 58; call++) allowance.take(0, 0);
	allowance.settle(taken, 0, 0);
	expect(allowance.waitMs(5900, 0)).toBe(1000);
});

test('a refusal now and then changes nothing, many of them narrow what we keep to', () => {
	const allowance = new Allowance(limits, 0);
	for (let call = 0; call < 100; call++) allowance.outcome(call % 10 === 0, 0);
	expect(allowance.waitMs(1, 0)).toBe(0);
	for (let call = 0; call < 20; call++) allowance.outcome(call % 2 === 0, 0);
	expect(allowance.waitMs(1, 0)).toBeGreaterThan(0);
});
