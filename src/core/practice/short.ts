/**
 * The practice run for the impatient: all seeds, but fewer held-out instructions, fewer new ones, two iterations. With a third
 * of the seeds no gain over the base could be shown (docs/log.md).
 */
import { RECIPE_PRESETS, type Recipe } from '../recipe.ts';
import type { PracticeSizes } from './project.ts';

export const SHORT_PRACTICE: {
	readonly sizes: PracticeSizes;
	readonly iterations: number;
	readonly recipe: Partial<Recipe>;
} = {
	sizes: { train: 2500, cache: 500, heldOutPerSkill: 6, developmentPerSkill: 2 },
	iterations: 2,
	recipe: {
		generation: {
			...RECIPE_PRESETS.practice.generation,
			newPerIteration: 600,
			newCachePerIteration: 150,
		},
	},
};
