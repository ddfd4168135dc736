/** Student's t interval for the mean of paired differences. */
import { type Measured, nothingMeasured } from './estimate.ts';

/**
 * Mean of the differences with its t interval (`confidence` 0.95 by default); the unit is that of the
 * differences. Undefined for fewer than two.
 */
export function pairedTInterval(differences: readonly number[], confidence = 0.95): Measured {
	const n = differences.length;
	if (n === 0) return nothingMeasured('there is no difference to average');
	if (n === 1) return nothingMeasured('one difference has no interval');
	const value = differences.reduce((sum, difference) => sum + difference, 0) / n;
	const squares = differences.reduce((sum, difference) => sum + (difference - value) ** 2, 0);
	const standardError = Math.sqrt(squares / (n - 1) / n);
	const reach = tReaching(confidence, n - 1) * standardError;
	return { value, low: value - reach, high: value + reach, n };
}

/** The t with P(|T| ≤ t) = confidence for whole degrees of freedom, by bisection on the angle. */
export function tReaching(confidence: number, degreesOfFreedom: number): number {
	let low = 0;
	let high = Math.PI / 2;
	for (let round = 0; round < 80; round++) {
		const middle = (low + high) / 2;
		if (probabilityWithin(middle, degreesOfFreedom) < confidence) low = middle;
		else high = middle;
	}
	return Math.tan(low) * Math.sqrt(degreesOfFreedom);
}

/** P(|T| ≤ √df · tan angle): the finite series of Abramowitz & Stegun, 26.7.3 and 26.7.4. */
function probabilityWithin(angle: number, degreesOfFreedom: number): number {
	const isOdd = degreesOfFreedom % 2 === 1;
	const cosine = Math.cos(angle);
	let term = isOdd ? cosine : 1;
	let sum = degreesOfFreedom === 1 ? 0 : term;
	for (let power = isOdd ? 3 : 2; power <= degreesOfFreedom - 2; power += 2) {
		term *= ((power - 1) / power) * cosine * cosine;
		sum += term;
	}
	const series = Math.sin(angle) * sum;
	return isOdd ? (2 / Math.PI) * (angle + series) : series;
}
