/** Chooses the next token from a row of scores. */
import { seededRandom, type Random } from '../../src/core/random.ts';

/** `scores`: logits of `size` tokens from place `from` on; returns the token's id. */
export type PickToken = (scores: Float32Array, from: number, size: number) => number;

export type Sampling = {
	/** 0: always the likeliest. */
	readonly temperature: number;
	/** Above 0, at most 1: draws from the fewest likeliest tokens that together have this probability; default 1. */
	readonly topP?: number;
};

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

/**
 * Drawn from softmax(scores / temperature), of which `topP` may leave out the tail (Holtzman et al. 2020); the same seed and
 * index draw the same. Temperature 0: the likeliest.
 */
export function pickerFor(
	{ temperature, topP = 1 }: Sampling,
	seed: number,
	index: number,
): PickToken {
	if (temperature <= 0) return likeliest;
	const random = seededRandom('student', seed, index);
	return (scores, from, size) => {
		const highest = scores[from + likeliest(scores, from, size)] ?? 0;
		const weightOf = (id: number) =>
			Math.exp(((scores[from + id] ?? -Infinity) - highest) / temperature);
		return topP < 1
			? fromNucleus(random, weightOf, { size, topP })
			: fromAll(random, weightOf, size);
	};
}

type WeightOf = (id: number) => number;

function fromAll(random: Random, weightOf: WeightOf, size: number): number {
	let left = random() * totalOf(weightOf, size);
	for (let id = 0; id < size; id++) {
		left -= weightOf(id);
		if (left < 0) return id;
	}
	// Rounding may leave a rest of the last draw.
	return size - 1;
}

function fromNucleus(
	random: Random,
	weightOf: WeightOf,
	{ size, topP }: { readonly size: number; readonly topP: number },
): number {
	const total = totalOf(weightOf, size);
	// All tokens below this together are less than what is left out: 150,000 need no sorting, a few hundred do.
	const least = ((1 - topP) * total) / size;
	const likely: { readonly id: number; readonly weight: number }[] = [];
	for (let id = 0; id < size; id++) {
		const weight = weightOf(id);
		if (weight >= least) likely.push({ id, weight });
	}
	likely.sort((one, other) => other.weight - one.weight);
	let mass = 0;
	const kept = likely.filter(({ weight }, rank) => {
		const isKept = rank === 0 || mass < topP * total;
		if (isKept) mass += weight;
		return isKept;
	});
	let left = random() * mass;
	const drawn = kept.find(({ weight }) => (left -= weight) < 0) ?? kept.at(-1);
	return drawn?.id ?? 0;
}

function totalOf(weightOf: WeightOf, size: number): number {
	let total = 0;
	for (let id = 0; id < size; id++) total += weightOf(id);
	return total;
}
