import { expect, test } from 'vitest';
import { Tank } from '../../../../src/core/limits/tank.ts';

/** 600 a minute: ten a second. */
const tank = (level?: number) => new Tank(600, 60_000, 0, level);

test('a full tank holds a minute’s worth, less what runs in while a call is on its way', () => {
	expect(tank().level(0)).toBe(590);
	expect(tank().level(1_000_000)).toBe(590);
});

test('what is missing is waited for at the rate of the limit, and is there then', () => {
	const one = tank(0);
	expect(one.waitMs(5, 0)).toBe(500);
	expect(one.waitMs(5, 500)).toBe(0);
	one.take(5, 500);
	expect(one.level(500)).toBe(0);
	expect(one.level(1500)).toBe(10);
});

test('what was reserved in vain is there again at once', () => {
	const one = tank(100);
	one.take(100, 0);
	expect(one.waitMs(60, 0)).toBe(6000);
	one.giveBack(60, 0);
	expect(one.waitMs(60, 0)).toBe(0);
});

test('more than was reserved overdraws it, and that is paid off first', () => {
	const one = tank(10);
	one.take(10, 0);
	one.giveBack(-30, 0);
	expect(one.waitMs(10, 0)).toBe(4000);
});

test('a call larger than the limit goes out when the tank is full, and not never', () => {
	const one = tank(0);
	const waitMs = one.waitMs(5000, 0);
	expect(waitMs).toBe(60_000);
	expect(one.waitMs(5000, waitMs)).toBe(0);
});

test('another limit changes the rate from now on, and never what had run in before', () => {
	const one = tank(0);
	one.setLimit(60, 60_000, 10_000);
	expect(one.level(10_000)).toBe(59);
	one.take(59, 10_000);
	expect(one.waitMs(1, 10_000)).toBe(1000);
});

test('narrowing empties it, and makes it slower and shallower, but never stops it', () => {
	const one = tank();
	one.narrow(0);
	expect(one.level(0)).toBe(0);
	expect(one.perMs).toBeCloseTo(0.008);
	for (let times = 0; times < 100; times++) one.narrow(0);
	expect(one.perMs).toBeCloseTo(0.0005);
	for (let times = 0; times < 100; times++) one.widen(0);
	expect(one.perMs).toBe(0.01);
	expect(one.level(1_000_000)).toBe(590);
});
