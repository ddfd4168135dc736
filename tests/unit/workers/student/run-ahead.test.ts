/** What is worked on while the reader is busy, and how it is handed over. */
import { expect, test } from 'vitest';
import { runningAhead } from '../../../../workers/student/run-ahead.ts';

type Item = { readonly numbers: readonly number[] };
const joined = (earlier: Item, later: Item): Item => ({
	numbers: [...earlier.numbers, ...later.numbers],
});

/** Counts up to `last`, each after a turn of the event loop, and then does what is said. */
async function* counting(last: number, told: number[], end: () => void = () => undefined) {
	for (let number = 1; number <= last; number++) {
		await new Promise((resolve) => setImmediate(resolve));
		told.push(number);
		yield { numbers: [number] };
	}
	end();
}

const turns = async (count: number) => {
	for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
};

test('a reader that waits gets each item as it comes', async () => {
	const items: Item[] = [];
	for await (const item of runningAhead(counting(3, []), joined)) items.push(item);
	expect(items).toEqual([{ numbers: [1] }, { numbers: [2] }, { numbers: [3] }]);
});

test('what comes while the reader is busy is there when it comes back, as one item', async () => {
	const told: number[] = [];
	const items: Item[] = [];
	for await (const item of runningAhead(counting(5, told), joined)) {
		items.push(item);
		if (items.length === 1) await turns(20);
	}
	expect(told).toEqual([1, 2, 3, 4, 5]);
	expect(items).toEqual([{ numbers: [1] }, { numbers: [2, 3, 4, 5] }]);
});

test('a failure comes after all that was there before it', async () => {
	const failing = counting(2, [], () => {
		throw new Error('broken');
	});
	const items: Item[] = [];
	const reading = async () => {
		for await (const item of runningAhead(failing, joined)) {
			items.push(item);
			await turns(20);
		}
	};
	await expect(reading()).rejects.toThrow('broken');
	expect(items.flatMap(({ numbers }) => numbers)).toEqual([1, 2]);
});

test('nothing to tell ends at once', async () => {
	const items: Item[] = [];
	for await (const item of runningAhead(counting(0, []), joined)) items.push(item);
	expect(items).toEqual([]);
});
