import { describe, expect, it } from 'vitest';
import { pairedGain, relativeScore } from '../../../../src/core/metrics/relative-score.ts';
import { seededRandom } from '../../../../src/core/random.ts';
import golden from '../../../golden/bootstrap-intervals.json' with { type: 'json' };

/** With 10,000 resamples an end strays from scipy's (200,000) by a few hundredths of the width. */
const resamples = 10_000;
const END_TOLERANCE = 0.04;

/** How far each end is from the golden one, in widths of the golden interval. */
function endErrors(
	measured: object,
	expected: { readonly low: number; readonly high: number },
): readonly number[] {
	const { low = Number.NaN, high = Number.NaN } = measured as { low?: number; high?: number };
	const width = expected.high - expected.low;
	return [Math.abs(low - expected.low) / width, Math.abs(high - expected.high) / width];
}

describe('relativeScore', () => {
	it.each(golden.cases)('is as scipy has it, n = $relative.n', ({ before, relative }) => {
		const measured = relativeScore(before, { resamples });
		expect(measured).toMatchObject({ n: relative.n });
		expect(measured.value).toBeCloseTo(relative.value, 10);
		expect(Math.max(...endErrors(measured, relative))).toBeLessThan(END_TOLERANCE);
	});

	it('is the ratio of sums, not the mean of ratios', () => {
		const pairs = [
			{ teacher: 10, student: 5 },
			{ teacher: 2, student: 2 },
		];
		expect(relativeScore(pairs).value).toBe((100 * 7) / 12);
	});

	it('has a point for an interval when all pairs are alike', () => {
		const pairs = Array.from({ length: 9 }, () => ({ teacher: 8, student: 6 }));
		expect(relativeScore(pairs)).toEqual({ value: 75, low: 75, high: 75, n: 9 });
	});

	it('says the same for the same seed, another interval for another', () => {
		const pairs = golden.cases[0]?.before ?? [];
		expect(relativeScore(pairs, { seed: 1 })).toEqual(relativeScore(pairs, { seed: 1 }));
		expect(relativeScore(pairs, { seed: 1 })).not.toEqual(relativeScore(pairs, { seed: 2 }));
	});

	it('is undefined, with the reason, over nothing', () => {
		expect(relativeScore([])).toEqual({ value: undefined, reason: 'no pair was scored' });
		expect(relativeScore([{ teacher: 0, student: 0 }])).toEqual({
			value: undefined,
			reason: 'the teacher has no points',
		});
	});

	it('leaves out samples in which the teacher has no points', () => {
		const pairs = [
			{ teacher: 0, student: 0 },
			{ teacher: 8, student: 4 },
		];
		expect(relativeScore(pairs)).toEqual({ value: 50, low: 50, high: 50, n: 2 });
	});
});

describe('pairedGain', () => {
	it.each(golden.cases)('is as scipy has it, n = $gain.n', ({ before, after, gain }) => {
		const measured = pairedGain(before, after, { resamples });
		expect(measured).toMatchObject({ n: gain.n });
		expect(measured.value).toBeCloseTo(gain.value, 10);
		expect(Math.max(...endErrors(measured, gain))).toBeLessThan(END_TOLERANCE);
	});

	it('is surely nothing when nothing changed, however much the pairs vary', () => {
		const random = seededRandom('gain');
		const pairs = Array.from({ length: 50 }, () => ({ teacher: 9, student: 1 + 8 * random() }));
		expect(pairedGain(pairs, pairs)).toEqual({ value: 0, low: 0, high: 0, n: 50 });
	});

	it('is undefined, with the reason, over nothing', () => {
		const reason = 'no pair was scored';
		expect(pairedGain([], [])).toEqual({ value: undefined, reason });
	});

	it('refuses lists that can’t be pairs', () => {
		expect(() => pairedGain([{ teacher: 1, student: 1 }], [])).toThrow(RangeError);
	});
});
