import { expect, test, vi } from 'vitest';
import { Lanes } from '../../../src/app/lanes.ts';
import { ManualTime } from '../../fakes/manual-time.ts';

function lanes(width: number) {
	const time = new ManualTime();
	return { time, lanes: new Lanes(width, time.clock, time.sleep) };
}
const never = new AbortController().signal;

test('work waits for a free lane in the order in which it came', async () => {
	const order: number[] = [];
	const { lanes: two } = lanes(2);
	await Promise.all(
		[0, 1, 2, 3, 4].map((name) =>
			two.run(async () => {
				order.push(name);
				await Promise.resolve();
			}, never),
		),
	);
	expect(order).toEqual([0, 1, 2, 3, 4]);
	expect(two.busy).toBe(0);
});

test('work that is aborted while it waits gives up its place', async () => {
	const { lanes: one } = lanes(1);
	const stop = new AbortController();
	let finish = () => {};
	const first = one.run(() => new Promise<void>((resolve) => (finish = resolve)), never);
	const second = one.run(() => Promise.resolve('second'), stop.signal);
	const third = one.run(() => Promise.resolve('third'), never);
	stop.abort(new Error('enough'));
	await expect(second).rejects.toThrow('enough');
	finish();
	await first;
	expect(await third).toBe('third');
});

test('work that throws frees its lane', async () => {
	const { lanes: one } = lanes(1);
	await expect(one.run(() => Promise.reject(new Error('no')), never)).rejects.toThrow('no');
	expect(await one.run(() => Promise.resolve('yes'), never)).toBe('yes');
});

test('nothing goes out before the longest hold is over', async () => {
	const { lanes: one, time } = lanes(1);
	const start = time.now;
	one.hold(5000);
	one.hold(100);
	expect(await one.run(() => Promise.resolve(time.now), never)).toBe(start + 5000);
});

test('a hold halves the lanes once, however many calls it turned down, and replies win them back', async () => {
	const { lanes: eight } = lanes(8);
	for (let call = 0; call < 8; call++) eight.hold(1000);
	expect(eight.width).toBe(4);
	await eight.run(() => Promise.resolve(), never);
	eight.hold(1000);
	expect(eight.width).toBe(2);
	for (let reply = 0; reply < 20; reply++) eight.answered();
	expect(eight.width).toBe(3);
	for (let reply = 0; reply < 1000; reply++) eight.answered();
	expect(eight.width).toBe(8);
});

test('fewer lanes are kept to as soon as the others are free, and a new one is used at once', async () => {
	const { lanes: two } = lanes(2);
	const finish: (() => void)[] = [];
	const begun: number[] = [];
	const all = [0, 1, 2, 3].map((name) =>
		two.run(() => {
			begun.push(name);
			return new Promise<void>((resolve) => finish.push(resolve));
		}, never),
	);
	await Promise.resolve();
	await Promise.resolve();
	two.hold(0);
	expect([two.width, two.busy]).toEqual([1, 2]);
	finish[0]?.();
	await all[0];
	expect(two.busy).toBe(1);
	for (let reply = 0; reply < 10; reply++) two.answered();
	expect([two.width, two.busy]).toEqual([2, 2]);
	finish[1]?.();
	await all[1];
	await vi.waitFor(() => {
		expect(begun).toEqual([0, 1, 2, 3]);
	});
	for (const end of finish) end();
	await Promise.all(all);
	expect(two.busy).toBe(0);
});

test('a retry goes before those that have not been out yet', async () => {
	const { lanes: one } = lanes(1);
	const order: string[] = [];
	const go = (name: string, isRetry = false) =>
		one.run(
			() => {
				order.push(name);
				return Promise.resolve();
			},
			never,
			isRetry,
		);
	await Promise.all([go('first'), go('second'), go('third'), go('again', true)]);
	expect(order).toEqual(['first', 'again', 'second', 'third']);
});

test('a width that isn’t 1 to 256 is refused', () => {
	expect(() => lanes(0)).toThrow('expected 1 to 256 calls in flight, got 0');
	expect(() => lanes(257)).toThrow('got 257');
});
