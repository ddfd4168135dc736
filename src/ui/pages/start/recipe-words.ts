/** A field of the recipe in words: what it does, its range, and what the recipe that it is measured against has there. */
import { RECIPE_FIELDS, recipeValue, type RecipeField } from '../../../core/recipe-fields.ts';
import {
	RECIPE_PRESETS,
	type Recipe,
	type RecipeNumbers,
	type RecipePreset,
} from '../../../core/recipe.ts';
import { count, small } from '../../parts/format.ts';

export const PRESET_NAMES: Readonly<Record<RecipePreset, string>> = {
	paper: 'Paper',
	lora: 'LoRA',
	practice: 'Practice',
};

/** What a recipe that is filled in is measured against, and what that is called. */
export type Usual = { readonly name: string; readonly recipe: Recipe | RecipeNumbers };

export function usualOf(preset: RecipePreset): Usual {
	return { name: PRESET_NAMES[preset], recipe: RECIPE_PRESETS[preset] };
}

/** What the usual recipe has at a path; undefined for what is each run's own. */
export function usualValue({ recipe }: Usual, path: string): unknown {
	return recipeValue(recipe as Recipe, path);
}

/** "Teacher − student at least this is hard: … 0.5 to 9. Paper: 1." */
export function fieldWords(path: string, compared: Usual): string {
	const field = RECIPE_FIELDS[path];
	if (field === undefined) return '';
	const usual = usualValue(compared, path);
	return [
		field.help,
		...(field.kind === 'number' ? [`${numberWords(field.min)} to ${numberWords(field.max)}.`] : []),
		...(usual === undefined ? [] : [`${compared.name}: ${valueWords(field, usual)}.`]),
	].join(' ');
}

function valueWords(field: RecipeField, value: unknown): string {
	switch (field.kind) {
		case 'number':
			return numberWords(Number(value));
		case 'choice':
			return field.choices.find((choice) => choice.value === value)?.label ?? String(value);
		case 'switch':
			return value === true ? 'on' : 'off';
	}
}

function numberWords(value: number): string {
	return Number.isInteger(value) ? count(value) : small(value);
}
