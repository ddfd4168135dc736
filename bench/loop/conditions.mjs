/** The conditions of the loop bench as recipes: equal examples, steps and numbers of new instructions. */

/** Fixed before the first run; the first five for paper, uni, cont and mix, all ten for learnable against mix. */
export const SEEDS = [101, 102, 103, 104, 105, 106, 107, 108, 109, 110];

const generation = {
	hardShare: 0.5,
	newPerIteration: 1000,
	newCachePerIteration: 400,
	cachePool: 'disjoint',
	temperature: 1,
	maxRougeL: 0.7,
	asciiFirst: false,
};

/** name → what of the preset *practice* the condition changes. */
export function conditionsOf(seed, iterations) {
	const own = (targeting, more = {}) => ({
		seed,
		iterations,
		generation: { ...generation, targeting, ...more },
	});
	return {
		paper: own('paper'),
		mix: own('random'),
		uni: own('random', { hardShare: 1 }),
		cont: own('paper', { newPerIteration: 0, newCachePerIteration: 0 }),
		learnable: own('learnable'),
	};
}
