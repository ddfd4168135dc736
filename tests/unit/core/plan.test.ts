import { describe, expect, test } from 'vitest';
import { planOf } from '../../../src/core/plan.ts';
import { recipeFrom, type Recipe } from '../../../src/core/recipe.ts';

const paper = recipeFrom('paper', { seed: 1, baseId: 'base' });
const alpaca = {
	train: 52_000,
	cache: 52_000,
	heldOut: 0,
	answered: 52_000,
	unnamed: 52_001,
	taskTokens: 20,
	answerTokens: 60,
};

describe('the plan of a run', () => {
	test('counts the paper’s calls: 70k answers, 348k verdicts', () => {
		const plan = planOf(paper, alpaca, null);
		expect(plan.teacher.calls).toBe(52_000 + 3 * 6000);
		expect(plan.referee.calls).toBe(2 * (52_000 + 58_000 + 64_000));
		expect(plan.generator.calls).toBe(3 * 6000 * 1.25);
		expect(plan.total.costNanoUsd).toBeNull();
	});

	test('pays nothing for seeds whose answers are in the file', () => {
		const fromFile: Recipe = { ...paper, seedAnswers: 'file' };
		expect(planOf(fromFile, alpaca, null).seeds.calls).toBe(0);
		expect(planOf(fromFile, { ...alpaca, answered: 51_990 }, null).seeds.calls).toBe(10);
	});

	test('prices prompt and completion tokens apart', () => {
		const prices = { promptUsdPerMillion: 1, completionUsdPerMillion: 10 };
		const { seeds } = planOf(paper, alpaca, prices);
		expect(seeds.promptTokens).toBe(52_000 * 65);
		expect(seeds.costNanoUsd).toBe(1000 * (52_000 * 65 + 10 * 52_000 * 60));
	});

	test('scores each student on the held-out set in both orders', () => {
		const held = { ...alpaca, heldOut: 100 };
		const more =
			planOf(paper, held, null).referee.calls - planOf(paper, alpaca, null).referee.calls;
		expect(more).toBe(2 * 100 * 5);
	});

	test('names the skills of twenty rows a call, if the recipe asks for that, and counts it in', () => {
		const prices = { promptUsdPerMillion: 1, completionUsdPerMillion: 10 };
		const without = planOf(paper, alpaca, prices);
		expect(without.labeller).toMatchObject({ calls: 0, costNanoUsd: 0 });
		const { labeller, total } = planOf({ ...paper, labelSkills: true }, alpaca, prices);
		expect(labeller.calls).toBe(2601);
		expect(labeller.promptTokens).toBe(2601 * 200 + 52_001 * (8 + 20));
		expect(labeller.completionTokens).toBe(52_001 * 5);
		expect(total.calls).toBe(without.total.calls + 2601);
		expect(total.costNanoUsd).toBe(
			(without.total.costNanoUsd ?? 0) + 1000 * (labeller.promptTokens + 10 * 52_001 * 5),
		);
	});
});
