import { expect, test } from 'vitest';
import { placeWords } from '../../../../src/ui/parts/run-words.ts';

test.each([
	[-1, 'prepare', 'preparing the base'],
	[-1, 'evaluation', 'base, evaluation'],
	[0, 'imitation', 'seeds, imitation'],
	[2, 'generation', 'iteration 2, generation'],
] as const)('iteration %i, %s is "%s"', (iteration, stage, words) => {
	expect(placeWords({ iteration, stage })).toBe(words);
});
