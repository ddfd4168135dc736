/** The percentile bootstrap: how far a number would move had other instructions been drawn. */
import { seededRandom } from '../random.ts';
import type { Interval } from './estimate.ts';

export type BootstrapOptions = {
	/** How many samples are drawn; default 2,000. */
	readonly resamples?: number;
	/** Share of the samples inside the interval; default 0.95. */
	readonly confidence?: number;
	/** The same seed draws the same samples; default 'bootstrap'. */
	readonly seed?: string | number;
};

/**
 * Percentile interval of `statistic` over samples of `size` places 0 … size − 1 drawn with
 * replacement; the array given to it is reused. Samples where the statistic isn't finite are left
 * out. Throws RangeError for a size below 1. Efron & Tibshirani 1993, 13.3; quantiles as numpy's
 * default.
 */
export function bootstrapInterval(
	size: number,
	statistic: (sample: Uint32Array) => number,
	{ resamples = 2000, confidence = 0.95, seed = 'bootstrap' }: BootstrapOptions = {},
): Interval {
	if (!(size >= 1))
		throw new RangeError(`bootstrap: expected a size of 1 or more, got ${String(size)}`);
	const random = seededRandom('bootstrap', seed);
	const sample = new Uint32Array(size);
	const values = new Float64Array(resamples);
	let count = 0;
	for (let resample = 0; resample < resamples; resample++) {
		for (let place = 0; place < size; place++) sample[place] = random() * size;
		const value = statistic(sample);
		if (Number.isFinite(value)) values[count++] = value;
	}
	const sorted = values.subarray(0, count).sort();
	const tail = (1 - confidence) / 2;
	return { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) };
}

/** The quantile of sorted numbers, linear between neighbours (Hyndman & Fan's type 7); NaN of none. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
	const place = (sorted.length - 1) * share;
	const below = Math.floor(place);
	const low = sorted[below] ?? Number.NaN;
	const high = sorted[Math.ceil(place)] ?? Number.NaN;
	return low + (high - low) * (place - below);
}
