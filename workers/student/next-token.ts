/** Chooses the next token from a row of scores. */
import { seededRandom } from '../../src/core/random.ts';

/** `scores`: logits of `size` tokens from place `from` on; returns the token's id. */
export type PickToken = (scores: Float32Array, from: number, size: number) => number;

/** The likeliest; the first of equals. */
export const likeliest: PickToken = (scores, from, size) => {
	let best = 0;
	let bestScore = -Infinity;
	for (let id = 0; id < size; id++) {
		const score = scores[from + id] ?? -Infinity;
		if (score > bestScore) {
			best = id;
			bestScore = score;
		}
	}
	return best;
};

/** Drawn from softmax(scores / temperature); the same seed and index draw the same. Temperature 0: the likeliest. */
export function pickerFor(temperature: number, seed: number, index: number): PickToken {
	if (temperature <= 0) return likeliest;
	const random = seededRandom('student', seed, index);
	return (scores, from, size) => {
		const highest = scores[from + likeliest(scores, from, size)] ?? 0;
		const weightOf = (id: number) =>
			Math.exp(((scores[from + id] ?? -Infinity) - highest) / temperature);
		let total = 0;
		for (let id = 0; id < size; id++) total += weightOf(id);
		let left = random() * total;
		for (let id = 0; id < size; id++) {
			left -= weightOf(id);
			if (left < 0) return id;
		}
		// Rounding may leave a rest of the last draw.
		return size - 1;
	};
}
