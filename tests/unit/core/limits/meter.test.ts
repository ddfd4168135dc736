import { expect, test } from 'vitest';
import { Meter } from '../../../../src/core/limits/meter.ts';
import type { ToldLimit } from '../../../../src/core/limits/told.ts';

const told = (limit: number | null, remaining: number | null): ToldLimit => ({
	...{ limit, remaining, resetMs: null, periodMs: 60_000 },
});

test('nothing is held back while nothing is known', () => {
	const meter = new Meter(undefined, 0);
	for (let call = 0; call < 1000; call++) meter.take(1, 0);
	expect([meter.isKnown, meter.waitMs(1, 0)]).toEqual([false, 0]);
});

test('the first reply tells the rest; calls that went out after its own are taken off', () => {
	const meter = new Meter(undefined, 0);
	const first = meter.take(1, 0);
	for (let call = 0; call < 8; call++) meter.take(1, 0);
	meter.tell(first, told(60, 10), 500);
	expect(meter.isKnown).toBe(true);
	meter.take(2, 500);
	expect(meter.waitMs(1, 500)).toBe(1000);
});

test('what later calls gave back since is added', () => {
	const meter = new Meter(undefined, 0);
	const first = meter.take(10, 0);
	meter.take(10, 0);
	meter.giveBack(8, 100);
	meter.tell(first, told(600, 20), 200);
	expect(meter.waitMs(18, 200)).toBe(0);
	expect(meter.waitMs(19, 200)).toBeCloseTo(100);
});

test('the user’s limit is kept to when the provider tells more', () => {
	const meter = new Meter(60, 0);
	const mark = meter.take(59, 0);
	meter.tell(mark, told(6000, 5900), 0);
	expect(meter.waitMs(1, 0)).toBe(1000);
});

test('the provider’s limit is kept to when it tells less than the user, at once and at each lowering', () => {
	const meter = new Meter(6000, 0);
	const mark = meter.take(1, 0);
	meter.tell(mark, told(60, 0), 0);
	expect(meter.waitMs(1, 0)).toBe(1000);
	meter.tell(meter.take(1, 2000), told(6, 0), 2000);
	expect(meter.waitMs(1, 2000)).toBe(10_000);
});

test('that there is more than we thought is believed when many replies agree', () => {
	const meter = new Meter(undefined, 0);
	meter.tell(meter.take(1, 0), told(60, 0), 0);
	for (let reply = 0; reply < 15; reply++) meter.tell(meter.take(0, 0), told(60, 40 + reply), 0);
	expect(meter.waitMs(1, 0)).toBe(1000);
	meter.tell(meter.take(0, 0), told(60, 50), 0);
	expect(meter.waitMs(40, 0)).toBe(0);
	expect(meter.waitMs(41, 0)).toBe(1000);
});

test('a provider that tells only the rest is taken at the most that it told', () => {
	const meter = new Meter(undefined, 0);
	meter.tell(meter.take(1, 0), told(null, 120), 0);
	meter.tell(meter.take(1, 0), told(null, 0), 0);
	expect(meter.waitMs(1, 0)).toBe(500);
});
