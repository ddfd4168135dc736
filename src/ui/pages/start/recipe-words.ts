/** A field of the recipe in words: what it does, its range, and what the chosen preset has there. */
import { presetValue, RECIPE_FIELDS, type RecipeField } from '../../../core/recipe-fields.ts';
import type { RecipePreset } from '../../../core/recipe.ts';
import { count, small } from '../../parts/format.ts';

export const PRESET_NAMES: Readonly<Record<RecipePreset, string>> = {
	paper: 'Paper',
	lora: 'LoRA',
	practice: 'Practice',
};

/** "Teacher − student at least this is hard: … 0.5 to 9. Paper: 1." */
export function fieldWords(path: string, preset: RecipePreset): string {
	const field = RECIPE_FIELDS[path];
	if (field === undefined) return '';
	const usual = presetValue(preset, path);
	return [
		field.help,
		...(field.kind === 'number' ? [`${numberWords(field.min)} to ${numberWords(field.max)}.`] : []),
		...(usual === undefined ? [] : [`${PRESET_NAMES[preset]}: ${valueWords(field, usual)}.`]),
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
