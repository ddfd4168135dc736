import { describe, expect, test } from 'vitest';
import type { Role } from '../../../../src/core/call.ts';
import { NOTHING_MEASURED, type Measures } from '../../../../src/core/plan/measures.ts';
import { type CallPlan, planOf } from '../../../../src/core/plan/plan.ts';
import { recipeFrom, type Recipe } from '../../../../src/core/recipe.ts';
import type { StageName } from '../../../../src/core/run.ts';

const paper = recipeFrom('paper', { seed: 1, baseId: 'base' });
const practice = recipeFrom('practice', { seed: 1, baseId: 'base' });
const alpaca = {
	train: 52_000,
	cache: 52_000,
	heldOut: 0,
	answered: 52_000,
	unnamed: 52_001,
	taskTokens: 20,
	answerTokens: 60,
};
const unpriced = { prices: null };
const prices = { promptUsdPerMillion: 1, completionUsdPerMillion: 10 };

type Lines = { readonly lines: readonly (CallPlan & { stage: StageName; role: Role })[] };
const callsOf = ({ lines }: Lines, role: Role, stage?: StageName) =>
	lines
		.filter((line) => line.role === role && (stage === undefined || line.stage === stage))
		.reduce((sum, { calls }) => sum + calls, 0);

describe('the calls of a run', () => {
	test('are the paper’s: 70k answers, 348k verdicts', () => {
		const plan = planOf(paper, alpaca, unpriced);
		expect(callsOf(plan, 'teacher')).toBe(52_000 + 3 * 6000);
		expect(callsOf(plan, 'referee')).toBe(2 * (52_000 + 58_000 + 64_000));
		expect(callsOf(plan, 'generator')).toBe(3 * 6000 * 1.25);
		expect(plan.total.costNanoUsd).toBeNull();
	});

	test('stand by the stage in which they are asked', () => {
		const data = { ...alpaca, heldOut: 100 };
		const { lines } = planOf({ ...paper, labelSkills: true }, data, unpriced);
		expect(lines.map(({ stage, role, calls }) => [stage, role, calls])).toEqual([
			['prepare', 'labeller', 2601],
			['imitation', 'teacher', 52_000 + 3 * 6000],
			['evaluation', 'teacher', 100],
			['evaluation', 'referee', 2 * 100 * 5],
			['discrimination', 'referee', 348_000],
			['generation', 'generator', 22_500],
		]);
	});

	test('of disjoint pools answer what joined the Cache Pool only when a student is tested on it', () => {
		const data = { ...alpaca, train: 800, cache: 200, heldOut: 50, answered: 0 };
		const plan = planOf({ ...practice, iterations: 2 }, data, unpriced);
		expect(callsOf(plan, 'teacher', 'evaluation')).toBe(50);
		expect(callsOf(plan, 'teacher', 'imitation')).toBe(800 + 2 * 1000);
		// The seeds of the pool in iteration 1, what iteration 1 added to it in iteration 2.
		expect(callsOf(plan, 'teacher', 'discrimination')).toBe(200 + 400);
		expect(callsOf(plan, 'referee', 'discrimination')).toBe(2 * (200 + 600));
	});

	test('of a run of no iterations are those of the seeds alone', () => {
		const data = { ...alpaca, train: 800, cache: 200, heldOut: 50 };
		const plan = planOf({ ...practice, iterations: 0 }, data, unpriced);
		expect(plan.lines.map(({ stage, role, calls }) => [stage, role, calls])).toEqual([
			['imitation', 'teacher', 800],
			['evaluation', 'teacher', 50],
			['evaluation', 'referee', 200],
		]);
	});

	test('take nothing for seeds whose answers are in the file', () => {
		const fromFile: Recipe = { ...paper, seedAnswers: 'file' };
		expect(planOf(fromFile, alpaca, unpriced).seeds.calls).toBe(0);
		expect(planOf(fromFile, { ...alpaca, answered: 51_990 }, unpriced).seeds.calls).toBe(10);
	});
});

describe('tokens and money', () => {
	test('are priced for prompt and completion apart', () => {
		const { seeds } = planOf(paper, alpaca, { prices });
		expect(seeds.promptTokens).toBe(52_000 * 65);
		expect(seeds.costNanoUsd).toBe(1000 * (52_000 * 65 + 10 * 52_000 * 60));
	});

	test('count naming skills in, twenty rows a call', () => {
		const without = planOf(paper, alpaca, { prices });
		const plan = planOf({ ...paper, labelSkills: true }, alpaca, { prices });
		const [labeller] = plan.lines;
		expect(labeller).toMatchObject({
			...{ stage: 'prepare', role: 'labeller', calls: 2601 },
			promptTokens: 2601 * 200 + 52_001 * (8 + 20),
			completionTokens: 52_001 * 5,
		});
		expect(plan.total.costNanoUsd).toBe(
			(without.total.costNanoUsd ?? 0) + (labeller?.costNanoUsd ?? 0),
		);
	});

	test('are unknown in all as soon as they are in one role, never 0', () => {
		const some = (role: Role) => (role === 'referee' ? null : prices);
		const plan = planOf(paper, { ...alpaca, heldOut: 100 }, { prices: some });
		expect(plan.total.costNanoUsd).toBeNull();
		expect(plan.lines.filter(({ costNanoUsd }) => costNanoUsd === null)).toHaveLength(2);
	});

	test('come from what was measured of a role, the others stay assumed', () => {
		const measures: Measures = {
			...NOTHING_MEASURED,
			roles: { referee: { calls: 4, promptTokens: 1200, completionTokens: 400, ms: 8000 } },
			candidates: { asked: 30, accepted: 20 },
		};
		const plan = planOf(paper, alpaca, { prices, measures });
		const line = (role: Role) => plan.lines.find((one) => one.role === role);
		expect(line('referee')).toMatchObject({
			promptTokens: 348_000 * 300,
			completionTokens: 348_000 * 100,
			from: { kind: 'measured', calls: 4 },
		});
		expect(line('generator')).toMatchObject({ calls: 27_000, from: { kind: 'assumed' } });
	});
});
