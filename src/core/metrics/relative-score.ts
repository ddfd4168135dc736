/** The paper's figure: the student's points as a percentage of the teacher's. */
import { bootstrapInterval, type BootstrapOptions } from './bootstrap.ts';
import { type Measured, nothingMeasured } from './estimate.ts';

/** What the referee gave to both sides on one instruction, 1–10 each, the mean of both orders. */
export type ScorePair = { readonly teacher: number; readonly student: number };

/**
 * 100 × Σ student / Σ teacher, in percent, with a 95 % bootstrap interval over the instructions.
 * Of one pair the interval is the point.
 */
export function relativeScore(
	pairs: readonly ScorePair[],
	options: BootstrapOptions = {},
): Measured {
	if (pairs.length === 0) return nothingMeasured('no pair was scored');
	const [teacher, student] = columnsOf(pairs);
	const value = percentOf(student, teacher, everyPlace(pairs.length));
	if (!Number.isFinite(value)) return nothingMeasured('the teacher has no points');
	const interval = bootstrapInterval(
		pairs.length,
		(sample) => percentOf(student, teacher, sample),
		options,
	);
	return { value, ...interval, n: pairs.length };
}

/**
 * How many points of relative score `after` is above `before`, both scored on the same instructions
 * in the same order; each bootstrap sample draws an instruction with both. Throws RangeError when
 * the lists differ in length.
 */
export function pairedGain(
	before: readonly ScorePair[],
	after: readonly ScorePair[],
	options: BootstrapOptions = {},
): Measured {
	if (before.length !== after.length)
		throw new RangeError(
			`pairedGain: expected as many pairs after as before, got ${String(after.length)} and ${String(before.length)}`,
		);
	if (before.length === 0) return nothingMeasured('no pair was scored');
	const [teacherBefore, studentBefore] = columnsOf(before);
	const [teacherAfter, studentAfter] = columnsOf(after);
	const gain = (sample: Uint32Array) =>
		percentOf(studentAfter, teacherAfter, sample) - percentOf(studentBefore, teacherBefore, sample);
	const value = gain(everyPlace(before.length));
	if (!Number.isFinite(value)) return nothingMeasured('the teacher has no points');
	return { value, ...bootstrapInterval(before.length, gain, options), n: before.length };
}

function columnsOf(pairs: readonly ScorePair[]): readonly [Float64Array, Float64Array] {
	return [
		Float64Array.from(pairs, (pair) => pair.teacher),
		Float64Array.from(pairs, (pair) => pair.student),
	];
}

function everyPlace(count: number): Uint32Array {
	return Uint32Array.from({ length: count }, (_, place) => place);
}

function percentOf(part: Float64Array, whole: Float64Array, sample: Uint32Array): number {
	let partSum = 0;
	let wholeSum = 0;
	for (let at = 0; at < sample.length; at++) {
		const place = sample[at] as number;
		partSum += part[place] as number;
		wholeSum += whole[place] as number;
	}
	return (100 * partSum) / wholeSum;
}
