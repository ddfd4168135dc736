import { describe, expect, test } from 'vitest';
import { meansByRole } from '../../../../src/core/plan/plan.ts';
import { callsLeft, projectionOf } from '../../../../src/core/plan/projection.ts';
import { workOf } from '../../../../src/core/plan/work.ts';
import { recipeFrom } from '../../../../src/core/recipe.ts';
import type { StagePlace } from '../../../../src/core/run.ts';

const recipe = { ...recipeFrom('paper', { seed: 1, baseId: 'base' }), iterations: 1 };
const data = {
	...{ train: 1000, cache: 1000, heldOut: 100, answered: 0, unnamed: 0 },
	...{ taskTokens: 20, answerTokens: 60 },
};
const work = workOf(recipe, data, 1.5);
const before = (iteration: number) => (place: StagePlace) => place.iteration < iteration;
const nothing = { calls: 0, tokens: 0, nanoUsd: 0 };

describe('the calls still to come', () => {
	test('are all of the plan before the run has begun', () => {
		const ahead = { work, isFinished: () => false, place: null, steps: [], candidatesPerNew: 1.5 };
		expect(callsLeft(ahead)).toEqual({
			teacher: 1100 + 6000,
			referee: 2 * 3 * 100 + 2 * 1000,
			generator: 9000,
			labeller: 0,
		});
	});

	test('are, of the stage under way, what its steps have left; failed ones are through', () => {
		const step = (name: 'verdicts' | 'teacher-answers', done: number, total: number) => ({
			...{ name, done, total, failed: 10 },
		});
		const ahead = {
			...{ work, isFinished: before(1), candidatesPerNew: 1.5 },
			place: { iteration: 1, stage: 'discrimination' } as const,
			steps: [step('teacher-answers', 990, 1000), step('verdicts', 490, 2000)],
		};
		expect(callsLeft(ahead)).toEqual({
			teacher: 6000,
			referee: 1500 + 200,
			generator: 9000,
			labeller: 0,
		});
	});

	test('are none after the end', () => {
		const ahead = { work, isFinished: () => true, place: null, steps: [], candidatesPerNew: 1.5 };
		expect(callsLeft(ahead)).toEqual({ teacher: 0, referee: 0, generator: 0, labeller: 0 });
	});
});

describe('what a run comes to', () => {
	const prices = { promptUsdPerMillion: 1, completionUsdPerMillion: 2 };
	const roles = { referee: { calls: 2, promptTokens: 600, completionTokens: 200, ms: 10 } };
	const left = { teacher: 0, referee: 10, generator: 0, labeller: 0 };
	const means = meansByRole(recipe, data, { roles });

	test('is what is spent and what the calls to come will take, as those before them did', () => {
		const spent = { calls: 5, tokens: 700, nanoUsd: 900 };
		expect(projectionOf({ spent, inFlight: nothing }, left, means, prices)).toEqual({
			calls: 15,
			tokens: 700 + 10 * 400,
			nanoUsd: 900 + 1000 * (10 * 300 + 2 * 10 * 100),
		});
	});

	test('is unknown in money without a price of those that are still asked', () => {
		const budget = { spent: nothing, inFlight: nothing };
		expect(projectionOf(budget, left, means, null).nanoUsd).toBeNull();
		const none = { ...left, referee: 0 };
		expect(projectionOf(budget, none, means, null).nanoUsd).toBe(0);
	});
});
