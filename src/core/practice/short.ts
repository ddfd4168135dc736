/** The practice run for the impatient: a third of the instructions, two iterations, every other number as in the preset. */
import { RECIPE_PRESETS, type Recipe } from '../recipe.ts';
import type { PracticeSizes } from './project.ts';

export const SHORT_PRACTICE: {
	readonly sizes: PracticeSizes;
	readonly iterations: number;
	readonly recipe: Partial<Recipe>;
} = {
	sizes: { train: 800, cache: 300, heldOutPerSkill: 6, developmentPerSkill: 2 },
	iterations: 2,
	recipe: {
		generation: {
			...RECIPE_PRESETS.practice.generation,
			newPerIteration: 320,
			newCachePerIteration: 120,
		},
	},
};
