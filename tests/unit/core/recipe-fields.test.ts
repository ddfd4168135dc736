import { describe, expect, test } from 'vitest';
import {
	differencesFrom,
	RECIPE_FIELDS,
	recipeProblems,
	recipeValue,
	withRecipeValue,
} from '../../../src/core/recipe-fields.ts';
import {
	RECIPE_PRESETS,
	recipeFrom,
	type Recipe,
	type RecipePreset,
} from '../../../src/core/recipe.ts';

const own = { seed: 1, baseId: 'base' };
const paper = recipeFrom('paper', own);

/** Every leaf of a recipe as a path. */
const paths = (value: object, prefix = ''): string[] =>
	Object.entries(value).flatMap(([key, inner]) =>
		typeof inner === 'object' && inner !== null
			? paths(inner as object, `${prefix}${key}.`)
			: [`${prefix}${key}`],
	);

describe('recipe fields', () => {
	test('describe every number of a recipe but its base', () => {
		expect(
			paths(paper)
				.filter((path) => path !== 'baseId')
				.sort(),
		).toEqual(Object.keys(RECIPE_FIELDS).sort());
	});

	test.each(Object.keys(RECIPE_PRESETS) as RecipePreset[])(
		'find nothing wrong with preset %s',
		(name) => {
			expect(recipeProblems(recipeFrom(name, own))).toEqual([]);
		},
	);

	test.each([
		['training.epochs', 0],
		['training.epochs', 1.5],
		['training.replay', 1],
		['generation.hardShare', NaN],
		['generation.targeting', 'luck'],
		['seedAnswers', undefined],
		['labelSkills', 'yes'],
	])('name %s = %s as a problem', (path, value) => {
		const problems = recipeProblems(withRecipeValue(paper, path, value));
		expect(problems.map((problem) => problem.path)).toEqual([path]);
	});

	test('change one value and leave the rest', () => {
		const changed = withRecipeValue(paper, 'training.epochs', 5);
		expect(recipeValue(changed, 'training.epochs')).toBe(5);
		expect(differencesFrom('paper', changed)).toEqual(['training.epochs']);
		expect(paper.training.epochs).toBe(3);
	});

	test.each(Object.keys(RECIPE_PRESETS) as RecipePreset[])(
		'have a default in preset %s, all but the seed',
		(name) => {
			const without = Object.keys(RECIPE_FIELDS).filter(
				(path) => recipeValue(RECIPE_PRESETS[name] as Recipe, path) === undefined,
			);
			expect(without).toEqual(['seed']);
		},
	);

	test('take nothing but seed and base over from another recipe', () => {
		const practice = recipeFrom('practice', recipeFrom('paper', { seed: 7, baseId: 'b' }));
		expect(practice).toEqual({ ...RECIPE_PRESETS.practice, seed: 7, baseId: 'b' });
	});
});
