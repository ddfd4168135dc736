import { expect, test } from 'vitest';
import { RECIPE_FIELDS } from '../../../../../src/core/recipe-fields.ts';
import { fieldWords, usualOf } from '../../../../../src/ui/pages/start/recipe-words.ts';

test.each([
	['referee.threshold', 'paper', '0.5 to 9. Paper: 1.'],
	['generation.newPerIteration', 'paper', '0 to 100,000. Paper: 6,000.'],
	['training.replay', 'lora', '0 to 0.9. LoRA: 0.33.'],
	['training.learningRate', 'paper', '1e-7 to 0.1. Paper: 2e-5.'],
	['seedAnswers', 'practice', 'Practice: The teacher answers them anew.'],
	['generation.asciiFirst', 'practice', 'Practice: off.'],
	['seed', 'paper', '0 to 2,147,483,647.'],
] as const)('%s of preset %s says its range and what the preset has', (path, preset, words) => {
	expect(fieldWords(path, usualOf(preset))).toBe(`${RECIPE_FIELDS[path]?.help ?? ''} ${words}`);
});
