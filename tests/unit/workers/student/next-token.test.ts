import { expect, test } from 'vitest';
import { likeliest, pickerFor } from '../../../../workers/student/next-token.ts';

const SCORES = Float32Array.of(9, 9, /* the row: */ 1, 3, 3, 2, /* */ 9);
const FROM = 2;
const SIZE = 4;

test('the likeliest of a row, the first of equals', () => {
	expect(likeliest(SCORES, FROM, SIZE)).toBe(1);
});

test('temperature 0 takes the likeliest', () => {
	expect(pickerFor(0, 1, 0)(SCORES, FROM, SIZE)).toBe(1);
});

test('draws follow softmax(scores / temperature)', () => {
	const temperature = 2;
	const weights = [1, 3, 3, 2].map((score) => Math.exp(score / temperature));
	const sum = weights.reduce((total, weight) => total + weight, 0);
	const counts = [0, 0, 0, 0];
	const draws = 20_000;
	const pick = pickerFor(temperature, 7, 3);
	for (let draw = 0; draw < draws; draw++) {
		const id = pick(SCORES, FROM, SIZE);
		counts[id] = (counts[id] ?? 0) + 1;
	}
	counts.forEach((count, id) => {
		// Four standard deviations of a share at 20,000 draws are at most 0.0142.
		expect(count / draws).toBeCloseTo((weights[id] ?? 0) / sum, 1.5);
	});
});

test('seed and index decide the draws', () => {
	const drawn = (seed: number, index: number) => {
		const pick = pickerFor(1, seed, index);
		return Array.from({ length: 40 }, () => pick(SCORES, FROM, SIZE));
	};
	expect(drawn(1, 5)).toEqual(drawn(1, 5));
	expect(drawn(1, 6)).not.toEqual(drawn(1, 5));
	expect(drawn(2, 5)).not.toEqual(drawn(1, 5));
});
