import { describe, expect, test } from 'vitest';
import { PaceMeter, timeLeft } from '../../../../src/core/exam/pace.ts';

/** A burst of ten answers of 5 tokens at the end of each stretch; one more answer shows that the last one is over. */
function meterOf(stretchesMs: readonly number[]): PaceMeter {
	const meter = new PaceMeter();
	let now = 1000;
	meter.begin(now);
	for (const ms of stretchesMs) {
		now += ms - 9;
		for (let answer = 0; answer < 10; answer++) meter.answered(now + answer, 5);
		now += 9;
	}
	meter.answered(now + 1000, 5);
	return meter;
}

describe('the pace of a student', () => {
	test('is unknown before three stretches of work', () => {
		expect(meterOf([8000, 12_000]).pace).toBeNull();
	});

	test('is answers and tokens over the time they took', () => {
		expect(meterOf([8000, 10_000, 12_000]).pace).toMatchObject({
			answersPerMinute: 60,
			tokensPerSecond: 5,
		});
	});

	test('gives the prediction interval of the ratio estimate, worked out by hand', () => {
		const pace = meterOf([8000, 10_000, 12_000]).pace;
		if (pace === null) throw new Error('expected a pace');
		// 1 s an answer, residuals −2, 0, 2 s: 4 s² a stretch; t(2 df) = 4.302653.
		const reach = 4.302653 * Math.sqrt(100 ** 2 * ((3 * 4) / 30 ** 2) + 100 * ((3 * 4) / 30));
		const { low, high } = timeLeft(pace, 100);
		expect(low).toBeCloseTo(100 - reach, 3);
		expect(high).toBeCloseTo(100 + reach, 3);
	});

	test('leaves no doubt where every stretch is like the others, and never less than no time', () => {
		const even = meterOf([5000, 5000, 5000, 5000]).pace;
		const uneven = meterOf([2000, 2000, 60_000]).pace;
		if (even === null || uneven === null) throw new Error('expected paces');
		expect(timeLeft(even, 10)).toEqual({ low: 5, high: 5 });
		expect(timeLeft(uneven, 1).low).toBe(0);
	});

	test('forgets what is long past', () => {
		const meter = meterOf([...Array<number>(30).fill(60_000), ...Array<number>(20).fill(5000)]);
		expect(meter.pace?.answersPerMinute).toBe(120);
	});

	test('counts no time in which nothing was asked', () => {
		const meter = meterOf([5000, 5000, 5000]);
		meter.begin(10_000_000);
		for (let answer = 0; answer < 10; answer++) meter.answered(10_005_000, 5);
		meter.answered(10_006_000, 5);
		expect(meter.pace?.answersPerMinute).toBeCloseTo(120, 6);
	});

	test('is known too where answers come without a pause between them', () => {
		const meter = new PaceMeter();
		meter.begin(0);
		for (let ms = 20; ms <= 20_000; ms += 20) meter.answered(ms, 1);
		expect(meter.pace?.answersPerMinute).toBeCloseTo(3000, 6);
	});
});
