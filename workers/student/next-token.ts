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
	let weights = new Float64Array(0);
	return (scores, from, size) => {
		// 150,000 tokens are 1.2 MB a step.
		if (weights.length !== size) weights = new Float64Array(size);
		const highest = scores[from + likeliest(scores, from, size)] ?? 0;
		for (let id = 0; id < size; id++)
			weights[id] = Math.exp(((scores[from + id] ?? -Infinity) - highest) / temperature);
		return topP < 1 ? fromNucleus(random, weights, topP) : fromAll(random, weights);
	};
}

function fromAll(random: Random, weights: Float64Array): number {
	let left = random() * sumOf(weights);
	for (let id = 0; id < weights.length; id++) {
		left -= weights[id] ?? 0;
		if (left < 0) return id;
	}
	// Rounding may leave a rest of the last draw.
	return weights.length - 1;
}

function fromNucleus(random: Random, weights: Float64Array, topP: number): number {
	const { mass, smallest, ties } = nucleusOf(weights, topP);
	let left = random() * mass;
	let last = 0;
	let tiesLeft = ties;
	for (let id = 0; id < weights.length; id++) {
		const weight = weights[id] ?? 0;
		if (weight < smallest || (weight === smallest && tiesLeft-- <= 0)) continue;
		last = id;
		left -= weight;
		if (left < 0) return id;
	}
	return last;
}

/** The least weight in the nucleus, how many of just that weight are in it (the first ones), and the sum of all in it. */
function nucleusOf(weights: Float64Array, topP: number) {
	const total = sumOf(weights);
	// All below this together are less than what is left out: they need no sorting.
	const least = ((1 - topP) * total) / weights.length;
	const rising = weights.filter((weight) => weight >= least).sort();
	let place = rising.length;
	let mass = 0;
	do mass += rising[--place] ?? 0;
	while (place > 0 && mass < topP * total);
	const smallest = rising[place] ?? 0;
	const next = rising.subarray(place).findIndex((weight) => weight > smallest);
	return { mass, smallest, ties: next < 0 ? rising.length - place : next };
}

function sumOf(weights: Float64Array): number {
	let sum = 0;
	for (const weight of weights) sum += weight;
	return sum;
}
