/** Whether the referee says the same whoever's answer stands first. */
import { type Measured, nothingMeasured } from './estimate.ts';

/** Teacher − student in points, by order. */
export type TwoOrders = { readonly teacherFirst: number; readonly studentFirst: number };

/**
 * Share (0–1) of the pairs of answers where both orders agree on who is better, or that neither is,
 * with Wilson's 95 % interval.
 */
export function refereeAgreement(pairs: readonly TwoOrders[]): Measured {
	if (pairs.length === 0) return nothingMeasured('no pair was scored in both orders');
	const agreeing = pairs.filter(
		({ teacherFirst, studentFirst }) => Math.sign(teacherFirst) === Math.sign(studentFirst),
	);
	return wilson(agreeing.length, pairs.length);
}

/** A share (0–1) with its 95 % score interval (Wilson 1927), which holds at 0 and 1 too. `n` ≥ 1. */
export function wilson(count: number, n: number): Measured {
	const z = 1.959963984540054;
	const value = count / n;
	const middle = value + (z * z) / (2 * n);
	const reach = z * Math.sqrt((value * (1 - value)) / n + (z * z) / (4 * n * n));
	const scale = 1 + (z * z) / n;
	return { value, low: (middle - reach) / scale, high: (middle + reach) / scale, n };
}
