/** How sure a rate is: what equal parts of the work took, one after another. */
import type { Interval } from '../metrics/estimate.ts';
import { pairedTInterval } from '../metrics/t-interval.ts';

/** Parts that a measurement is cut into at most. */
const PARTS = 12;

/**
 * 95 % interval of `answersPerMinute` (Student's t over the parts' mean times). `atMs[k]`: when answer k + 1 was there, ms from the
 * beginning; a part holds at least `batch` answers, since those come together. null: fewer than two parts, or it has no bound.
 */
export function rateInterval(atMs: readonly number[], batch: number): Interval | null {
	const size = Math.max(batch, Math.ceil(atMs.length / PARTS));
	const times: number[] = [];
	for (let end = size; end <= atMs.length; end += size)
		times.push(((atMs[end - 1] ?? 0) - (atMs[end - 1 - size] ?? 0)) / size);
	const msPerAnswer = pairedTInterval(times);
	if (msPerAnswer.value === undefined || msPerAnswer.low <= 0) return null;
	return { low: 60_000 / msPerAnswer.high, high: 60_000 / msPerAnswer.low };
}
