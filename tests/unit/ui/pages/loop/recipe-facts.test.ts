import { expect, test } from 'vitest';
import { recipeFrom, type Recipe } from '../../../../../src/core/recipe.ts';
import { recipeFacts } from '../../../../../src/ui/pages/loop/recipe-facts.ts';
import { RUN, runRow } from '../../../../fakes/rows.ts';

const PAPER = recipeFrom('paper', { seed: 1, baseId: 'base' });
const factsOf = (recipe: Recipe) =>
	Object.fromEntries(
		recipeFacts(runRow(RUN, { recipe }), undefined).map(({ name, value }) => [name, value]),
	);
const withGeneration = (generation: Partial<Recipe['generation']>): Recipe => ({
	...PAPER,
	generation: { ...PAPER.generation, ...generation },
});

test('the paper’s recipe in words', () => {
	expect(factsOf(PAPER)).toMatchObject({
		'hard from': '1 point behind',
		'new each iteration': '6,000',
		parents: 'hard and easy, as the paper',
		'Cache Pool': 'holds the Train Pool too',
		training: 'all weights, 3 epochs, rate 2e-5',
		'replayed from earlier': 'nothing',
	});
});

test('disjoint pools say what the new ones are for', () => {
	const disjoint = { cachePool: 'disjoint', newPerIteration: 1000, newCachePerIteration: 400 };
	expect(factsOf(withGeneration(disjoint as Recipe['generation']))).toMatchObject({
		'new each iteration': '1,000 to train on, 400 to test on',
		'Cache Pool': 'never trained on',
	});
});

test('a share other than the paper’s is not called the paper’s', () => {
	expect(factsOf(withGeneration({ hardShare: 0.8 }))['parents']).toBe('80 % hard, the rest easy');
});

test('without new instructions there are no parents', () => {
	const facts = factsOf(
		withGeneration({ newPerIteration: 0, cachePool: 'disjoint', newCachePerIteration: 400 }),
	);
	expect(facts).toMatchObject({ 'new each iteration': 'none' });
	expect(facts).not.toHaveProperty('parents');
	expect(facts['replayed from earlier']).toBe('all rows after the seeds');
});

test('replay is for what comes after the seeds, and a rule of both orders is told', () => {
	const facts = factsOf({
		...PAPER,
		training: { ...PAPER.training, replay: 1 / 3 },
		referee: { ...PAPER.referee, hardRule: 'both-orders', threshold: 2 },
	});
	expect(facts).toMatchObject({
		'hard from': '2 points behind in both orders',
		'replayed from earlier': '33 % of rows after the seeds',
	});
});
