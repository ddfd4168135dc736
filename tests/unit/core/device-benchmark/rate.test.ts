import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rateInterval } from '../../../../src/core/device-benchmark/rate.ts';

const evenly = (count: number, ms: number) =>
	Array.from({ length: count }, (_, place) => (place + 1) * ms);

test('answers that all take as long have a rate without doubt', () => {
	const interval = rateInterval(evenly(96, 20), 1);
	expect(interval?.low).toBeCloseTo(3000);
	expect(interval?.high).toBeCloseTo(3000);
});

test('of two parts of 10 and 30 ms an answer the interval has no bound', () => {
	// Their mean is 20 ms, its standard error 10, and t of one degree of freedom 12.7.
	expect(rateInterval([10, 40], 1)).toBeNull();
});

test('of 19, 20 and 21 ms an answer it is the t interval of the mean, turned over', () => {
	const { low = 0, high = 0 } = rateInterval([19, 39, 60], 1) ?? {};
	const reach = 4.302652729911275 / Math.sqrt(3);
	expect(low).toBeCloseTo(60_000 / (20 + reach), 6);
	expect(high).toBeCloseTo(60_000 / (20 - reach), 6);
});

test('answers of a batch, which come together, are one part', () => {
	// Four batches of 8, each there at once: no answer of a batch takes no time.
	const atMs = Array.from({ length: 32 }, (_, place) => (Math.floor(place / 8) + 1) * 80);
	const interval = rateInterval(atMs, 8);
	expect(interval?.low).toBeCloseTo(6000);
	expect(interval?.high).toBeCloseTo(6000);
	expect(rateInterval(atMs.slice(0, 8), 8)).toBeNull();
});

test('it holds the rate itself, whatever the answers took', () => {
	fc.assert(
		fc.property(
			fc.array(fc.double({ min: 0.1, max: 1000, noNaN: true }), { minLength: 1, maxLength: 16 }),
			fc.integer({ min: 1, max: 4 }),
			(partMs, batch) => {
				const each = partMs.flatMap((ms) => Array<number>(batch).fill(ms));
				const atMs = each.map((_, place) =>
					each.slice(0, place + 1).reduce((sum, ms) => sum + ms, 0),
				);
				const interval = rateInterval(atMs, batch);
				if (interval === null) return;
				const whole = Math.max(batch, Math.ceil(atMs.length / 12));
				const counted = atMs.length - (atMs.length % whole);
				const rate = (60_000 * counted) / (atMs[counted - 1] ?? 1);
				expect(interval.low).toBeLessThanOrEqual(rate * (1 + 1e-9));
				expect(interval.high).toBeGreaterThanOrEqual(rate * (1 - 1e-9));
			},
		),
	);
});
