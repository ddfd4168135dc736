import { expect, it } from 'vitest';
import { bootstrapInterval, quantile } from '../../../../src/core/metrics/bootstrap.ts';
import golden from '../../../golden/quantiles.json' with { type: 'json' };

it.each(golden.cases)('quantile is numpy’s, $sorted.length numbers', (expected) => {
	const quantiles = expected.shares.map((share) => quantile(expected.sorted, share));
	for (const [index, value] of quantiles.entries())
		expect(value).toBeCloseTo(expected.quantiles[index] ?? Number.NaN, 12);
});

it('draws each place about equally often, and no other', () => {
	const counts = new Array<number>(7).fill(0);
	const count = (sample: Uint32Array) => {
		for (const place of sample) counts[place] = (counts[place] ?? Number.NaN) + 1;
		return 0;
	};
	bootstrapInterval(7, count, { resamples: 10_000 });
	expect(counts).toHaveLength(7);
	for (const drawn of counts) expect(drawn / 10_000).toBeCloseTo(1, 1);
});

it('holds the asked share of the samples', () => {
	const values: number[] = [];
	const remember = (sample: Uint32Array) => {
		const mean = sample.reduce((sum, place) => sum + place, 0) / sample.length;
		values.push(mean);
		return mean;
	};
	const { low, high } = bootstrapInterval(100, remember, { resamples: 4000, confidence: 0.8 });
	const inside = values.filter((value) => value >= low && value <= high).length;
	expect(inside / values.length).toBeCloseTo(0.8, 2);
});

it('refuses to draw from nothing', () => {
	expect(() => bootstrapInterval(0, () => 0)).toThrow(RangeError);
});
