import { expect, test } from 'vitest';
import { BatchSize } from '../../../../workers/student/batch-size.ts';

/** Batches on a device with these rates (tokens a ms) by size, until the size is found; the sizes tried. */
function measure(rates: Readonly<Record<number, number>>) {
	const size = new BatchSize(null);
	const tried: number[] = [];
	while (size.found === null) {
		const rows = size.next;
		tried.push(rows);
		size.took(rows, rows * 50, (rows * 50) / (rates[rows] ?? 0.001));
	}
	return { tried, found: size.found, next: size.next };
}

test('tries larger batches while they pay, and keeps the best', () => {
	expect(measure({ 8: 1, 16: 2, 32: 3, 64: 4 })).toEqual({
		tried: [8, 16, 32, 64],
		found: 64,
		next: 64,
	});
});

test('stops trying at a size that is clearly worse', () => {
	expect(measure({ 8: 1, 16: 2, 32: 1.5, 64: 9 })).toEqual({
		tried: [8, 16, 32],
		found: 16,
		next: 16,
	});
});

test('keeps the smaller of two that are as good: its answers come sooner', () => {
	expect(measure({ 8: 1, 16: 2, 32: 2.05, 64: 2.08 }).found).toBe(16);
});

test('takes no measure from a batch that wasn’t full', () => {
	const size = new BatchSize(null);
	size.took(3, 150, 1);
	expect([size.next, size.found]).toEqual([8, null]);
});

test('measures nothing where the best size is known', () => {
	const size = new BatchSize(32);
	expect([size.next, size.found]).toEqual([32, 32]);
});
