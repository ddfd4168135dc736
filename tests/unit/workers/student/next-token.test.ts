import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { likeliest, pickerFor } from '../../../../workers/student/next-token.ts';

const SCORES = Float32Array.of(9, 9, /* the row: */ 1, 3, 3, 2, /* */ 9);
const FROM = 2;
const SIZE = 4;

test('the likeliest of a row, the first of equals', () => {
	expect(likeliest(SCORES, FROM, SIZE)).toBe(1);
});

test('temperature 0 takes the likeliest', () => {
	expect(pickerFor({ temperature: 0 }, 1, 0)(SCORES, FROM, SIZE)).toBe(1);
});

test('draws follow softmax(scores / temperature)', () => {
	const temperature = 2;
	const weights = [1, 3, 3, 2].map((score) => Math.exp(score / temperature));
	const sum = weights.reduce((total, weight) => total + weight, 0);
	const counts = [0, 0, 0, 0];
	const draws = 20_000;
	const pick = pickerFor({ temperature }, 7, 3);
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
		const pick = pickerFor({ temperature: 1 }, seed, index);
		return Array.from({ length: 40 }, () => pick(SCORES, FROM, SIZE));
	};
	expect(drawn(1, 5)).toEqual(drawn(1, 5));
	expect(drawn(1, 6)).not.toEqual(drawn(1, 5));
	expect(drawn(2, 5)).not.toEqual(drawn(1, 5));
});

/** Plainly: sorts all, takes as many as are needed, and shares what they have out among them. */
function nucleus(
	scores: readonly number[],
	temperature: number,
	topP: number,
): Map<number, number> {
	const weights = scores.map((score) => Math.exp((score - Math.max(...scores)) / temperature));
	const total = weights.reduce((sum, weight) => sum + weight, 0);
	const ranked = weights.map((weight, id) => ({ id, share: weight / total }));
	ranked.sort((one, other) => other.share - one.share);
	const kept: typeof ranked = [];
	for (const one of ranked)
		if (kept.reduce((sum, { share }) => sum + share, 0) < topP) kept.push(one);
	const mass = kept.reduce((sum, { share }) => sum + share, 0);
	return new Map(kept.map(({ id, share }) => [id, share / mass]));
}

describe('top-p', () => {
	const drawsOf = (
		scores: readonly number[],
		sampling: { temperature: number; topP: number },
		draws: number,
	) => {
		const pick = pickerFor(sampling, 7, 3);
		const row = Float32Array.from(scores);
		const counts = new Map<number, number>();
		for (let draw = 0; draw < draws; draw++) {
			const id = pick(row, 0, row.length);
			counts.set(id, (counts.get(id) ?? 0) + 1);
		}
		return counts;
	};

	test('draws as a plain reference says, which sorts everything', () => {
		const scores = [1, 3.5, 3, 2, -4, 0.5];
		const draws = 20_000;
		const counts = drawsOf(scores, { temperature: 1, topP: 0.9 }, draws);
		const expected = nucleus(scores, 1, 0.9);
		expect([...counts.keys()].sort()).toEqual([...expected.keys()].sort());
		expect(expected.size).toBe(3);
		// Four standard deviations of a share at 20,000 draws are at most 0.0142.
		for (const [id, share] of expected)
			expect(Math.abs((counts.get(id) ?? 0) / draws - share)).toBeLessThan(0.0142);
	});

	test('never draws what the reference leaves out, whatever the scores', () => {
		fc.assert(
			fc.property(
				fc.array(fc.integer({ min: -800, max: 800 }), { minLength: 1, maxLength: 40 }),
				fc.double({ min: 0.01, max: 0.99, noNaN: true }),
				fc.double({ min: 0.1, max: 3, noNaN: true }),
				(hundredths, topP, temperature) => {
					// Apart by more than rounding, so that there is one order.
					const scores = hundredths.map((score, id) => score / 100 + id * 1e-4);
					const kept = nucleus(Array.from(Float32Array.from(scores)), temperature, topP);
					for (const id of drawsOf(scores, { temperature, topP }, 30).keys())
						expect(kept.has(id)).toBe(true);
				},
			),
		);
	});

	test('of equals at the border takes the first, as many as are needed', () => {
		expect([...drawsOf([2, 1, 2, 2, 1], { temperature: 1, topP: 0.5 }, 400).keys()].sort()).toEqual(
			[...[0, 2]],
		);
		expect([...drawsOf([1, 1, 1, 1], { temperature: 1, topP: 0.6 }, 400).keys()].sort()).toEqual([
			...[0, 1, 2],
		]);
	});

	test('next to nothing leaves the likeliest, and 1 leaves all as it was', () => {
		const scores = [1, 3, 2.9, 2];
		expect([...drawsOf(scores, { temperature: 2, topP: 1e-6 }, 50).keys()]).toEqual([1]);
		expect(drawsOf(scores, { temperature: 2, topP: 1 }, 500).size).toBe(4);
	});
});
