import { expect, test } from 'vitest';
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

test('a longer hold outlasts a shorter one', async () => {
	const { lanes: one, time } = lanes(1);
	const start = time.now;
	one.hold(5000);
	one.hold(100);
	await one.untilFree(never);
	expect(time.now).toBe(start + 5000);
});

test('a width that isn’t 1 to 256 is refused', () => {
	expect(() => lanes(0)).toThrow('expected 1 to 256 calls in flight, got 0');
	expect(() => lanes(257)).toThrow('got 257');
});
