import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/core/random.ts';
import { Kernels, type Draw, type Sampled } from './kernels.ts';

const TEMPERATURE = 0.8;
/** Within a tile, over tiles, not a power of two, and both ends of what students have. */
const SIZES = [2, 512, 1024, 1025, 3020, 150_000];
const DRAWS: Draw[] = [
	{ uniform: 0, topP: 1 },
	{ uniform: 0.1, topP: 0.9 },
	{ uniform: 0.999, topP: 0.9 },
	{ uniform: 0.5, topP: 1 },
	{ uniform: 0.99999, topP: 1 },
	{ uniform: 0.3, topP: 1e-5 },
	{ uniform: 0.7, topP: 0.5 },
];
/** Float32 sums of 150,000 numbers, in one order and in another. */
const ROUNDING = 3e-5;

const KINDS = {
	'one token far ahead of most': (random: () => number) => 12 * (random() + random() + random()),
	'many tokens alike': (random: () => number) => Math.floor(8 * random()),
};
const CASES = SIZES.flatMap((size) =>
	Object.entries(KINDS).map(([kind, logit]) => ({ size, kind, logit })),
);

let kernels: Kernels;
beforeAll(async () => {
	kernels = await Kernels.load();
}, 240_000);
afterAll(async () => {
	await kernels.unload();
});

/** Softmax in float64. */
function probabilities(logits: Float32Array): Float64Array {
	const highest = logits.reduce((max, logit) => Math.max(max, logit), -Infinity);
	const weights = Float64Array.from(logits, (logit) => Math.exp((logit - highest) / TEMPERATURE));
	const total = weights.reduce((sum, weight) => sum + weight, 0);
	return weights.map((weight) => weight / total);
}

/** First and last place in `sorted` that a draw may fall on, by sums in float64. */
function placesOf({ uniform, topP }: Draw, sorted: Float32Array): readonly [number, number] {
	const sums = runningSums(sorted);
	const end = placeOf(sums, topP - ROUNDING);
	const goal = uniform * (sums[end] ?? 0);
	return [placeOf(sums, goal - ROUNDING), placeOf(sums, goal + ROUNDING)];
}

function runningSums(values: Float32Array): Float64Array {
	let sum = 0;
	return Float64Array.from(values, (value) => (sum += value));
}

/** The first place at which the sum reaches `goal`, else the last one. */
function placeOf(sums: Float64Array, goal: number): number {
	const place = sums.findIndex((sum) => sum >= goal);
	return place < 0 ? sums.length - 1 : place;
}

function strayDraws({ sorted, ids, chosen }: Sampled) {
	return DRAWS.map((draw, index) => {
		const place = ids.indexOf(chosen[index] ?? -1);
		const [first, last] = placesOf(draw, sorted);
		return { draw, place, first, last };
	}).filter(({ place, first, last }) => place < first || place > last);
}

describe.each(CASES)('$size tokens, $kind', ({ size, kind, logit }) => {
	let logits: Float32Array;
	let sampled: Sampled;
	beforeAll(async () => {
		const random = seededRandom(kind, size);
		logits = Float32Array.from({ length: size }, () => logit(random));
		sampled = await kernels.sample(logits, TEMPERATURE, DRAWS);
	}, 120_000);

	test('become probabilities that are those of float64 to five digits', () => {
		const expected = probabilities(logits);
		const furthest = sampled.probs.reduce(
			(gap, prob, id) => Math.max(gap, Math.abs(prob / (expected[id] ?? 0) - 1)),
			0,
		);
		expect(furthest).toBeLessThan(1e-5);
	});

	test('are sorted, the highest first, of equals the lower id first', () => {
		const { probs, sorted, ids } = sampled;
		const order = Int32Array.from(probs.keys()).sort(
			(one, other) => (probs[other] ?? 0) - (probs[one] ?? 0) || one - other,
		);
		expect(ids).toEqual(order);
		expect(sorted).toEqual(Float32Array.from(order, (id) => probs[id] ?? 0));
	});

	test('are drawn from the likeliest that reach top-p together, by their share', () => {
		expect(strayDraws(sampled)).toEqual([]);
	});
});

describe('logits that web-llm changes before it samples', () => {
	const LOGITS = Float32Array.from({ length: 3020 }, (_, id) => (id % 7) - 3);
	const changedIn = (changed: Float32Array) =>
		new Map([...changed.entries()].filter(([id, logit]) => logit !== LOGITS[id]));

	test('get a bias for the ids that have one', async () => {
		const changed = await kernels.addBias(LOGITS, [0, 300, 3019], [2.5, -1, 100]);
		expect(changedIn(changed)).toEqual(
			new Map([
				[0, -0.5],
				[300, 2],
				[3019, 99],
			]),
		);
	});

	test('are lowered for ids that have appeared, each time again, a negative one away from 0', async () => {
		const counts = new Map([
			[7, 2], // -3
			[13, 1], // 3
		]);
		const changed = await kernels.penalise(LOGITS, counts, [0.5, 0.25, 2]);
		expect(changedIn(changed)).toEqual(
			new Map([
				[7, (-3 - 0.5 - 0.5) * 2],
				[13, (3 - 0.5 - 0.25) / 2],
			]),
		);
	});

	test('are put out where a grammar allows no token, the 32nd of a word too', async () => {
		const words = new Int32Array(Math.ceil(3020 / 32)).fill(-1);
		words[0] = 0x7fffffff;
		words[94] = ~1;
		const changed = await kernels.mask(LOGITS, words);
		const out = changedIn(changed);
		expect([...out.keys()]).toEqual([31, 94 * 32]);
		expect(Math.max(...out.values())).toBeLessThan(-3e38);
	});
});
