import { describe, expect, test } from 'vitest';
import type { Measures } from '../../../../src/core/plan/measures.ts';
import { USUAL_PACES, type Pace, type Paces } from '../../../../src/core/plan/paces.ts';
import { planOf, type PlanWorld } from '../../../../src/core/plan/plan.ts';
import { ROW_BYTES } from '../../../../src/core/plan/storage.ts';
import { recipeFrom } from '../../../../src/core/recipe.ts';
import type { StageName } from '../../../../src/core/run.ts';
import { studentIdOf } from '../../../../src/core/id.ts';
import { answerRow, callRow, RUN, seedRow, verdictRow } from '../../../fakes/rows.ts';

const recipe = {
	...recipeFrom('paper', { seed: 1, baseId: 'base' }),
	iterations: 1,
	training: { ...recipeFrom('paper', { seed: 1, baseId: 'b' }).training, epochs: 2 },
	generation: {
		...recipeFrom('paper', { seed: 1, baseId: 'b' }).generation,
		newPerIteration: 100,
	},
};
const data = {
	...{ train: 1000, cache: 1000, heldOut: 100, answered: 0, unnamed: 0 },
	...{ taskTokens: 50, answerTokens: 150 },
};
const role = (ms: number) => ({
	calls: 10,
	promptTokens: 1000,
	completionTokens: 1000,
	ms: 10 * ms,
});
const measures: Measures = {
	roles: { teacher: role(2000), referee: role(4000), generator: role(1000) },
	candidates: { asked: 20, accepted: 10 },
	student: { answers: 40, seconds: 20 },
	training: { rows: 100, seconds: 50, besideSeconds: 30 },
	studentBytes: 5e6,
};
const paces = (pace: Partial<Pace>): Paces => {
	const one: Pace = { name: 'a', concurrency: 10, ...pace };
	return { teacher: one, referee: one, generator: one, labeller: one };
};
const secondsOf = (stage: StageName, world: Partial<PlanWorld>) =>
	planOf(recipe, data, { prices: null, ...world }).times.find((time) => time.stage === stage);

describe('the time of a stage', () => {
	test('of judging is the longer of teacher and student, who work side by side', () => {
		const world = { measures, paces: paces({}) };
		// 2,000 verdicts of 4 s in 10 lanes against 1,000 answers of half a second.
		expect(secondsOf('discrimination', world)).toEqual({
			stage: 'discrimination',
			seconds: 800,
			from: [
				{ part: 'replies', by: 'measured', role: 'referee', calls: 10 },
				{ part: 'student', by: 'measured', on: 40 },
			],
		});
		const slow = { ...measures, student: { answers: 1, seconds: 3 } };
		expect(secondsOf('discrimination', { ...world, measures: slow })?.seconds).toBe(3000);
	});

	test('of imitation is that of the answers and then of training, epochs counted', () => {
		// 1,000 + 100 answers of 2 s in 10 lanes; two jobs of 30 s and half a second a row.
		expect(secondsOf('imitation', { measures, paces: paces({}) })?.seconds).toBe(
			220 + 2 * 30 + (2 * 1000 + 2 * 100) / 2,
		);
	});

	test('is held up by the user’s limits a minute, and says so', () => {
		const world = { measures, paces: paces({ requestsPerMinute: 60 }) };
		expect(secondsOf('generation', world)).toEqual({
			stage: 'generation',
			seconds: 200,
			from: [{ part: 'replies', by: 'limit', of: 'requests' }],
		});
		const tokens = { measures, paces: paces({ tokensPerMinute: 6000 }) };
		expect(secondsOf('generation', tokens)).toMatchObject({
			...{ seconds: 400, from: [{ part: 'replies', by: 'limit', of: 'tokens' }] },
		});
	});

	test('of two teachers is that of the slower one', () => {
		const apart = { ...paces({}), referee: { name: 'b', concurrency: 1 } };
		// Answers to 100 held-out rows, and for each of three students 200 verdicts of 4 s in one lane.
		expect(secondsOf('evaluation', { measures, paces: apart })?.seconds).toBe(3 * 800);
	});

	test('is assumed from sizes where nothing was measured, and unknown without them', () => {
		const machine = { params: 1e9, trainer: 'cpu' } as const;
		const world = { machine, paces: USUAL_PACES };
		// 2 × 10⁹ × 200 operations an answer at 10¹¹ a second.
		expect(secondsOf('discrimination', world)).toMatchObject({ seconds: 4000 });
		expect(secondsOf('imitation', world)?.from).toEqual([
			...[
				{ part: 'replies', by: 'assumed' },
				{ part: 'training', by: 'assumed' },
			],
		]);
		const plan = planOf(recipe, data, { prices: null });
		expect(plan.seconds).toBeNull();
		expect(plan.times.find(({ stage }) => stage === 'generation')?.seconds).toBeGreaterThan(0);
		expect(plan.times.find(({ stage }) => stage === 'imitation')).toMatchObject({
			seconds: null,
			from: expect.arrayContaining([{ part: 'training', by: 'unknown' }]) as unknown,
		});
	});
});

describe('what is stored', () => {
	test('is counted row by row, and a student’s files for each of them', () => {
		const { storage } = planOf(recipe, data, { prices: null, measures });
		const { instruction, answer, verdict, call } = ROW_BYTES;
		const reply = 4 * 100;
		const [teacher, referee, generator] = [1200, 2 * (1000 + 300), 200];
		const calls = teacher + referee + generator;
		const rows =
			(1100 + generator) * (instruction + 200) +
			(1000 + 300) * (answer + 600) +
			teacher * (answer + reply) +
			referee * (verdict + reply) +
			calls * (call + reply);
		// Once in the database, once in the journal, which tells of a call when it is sent too.
		expect(storage.rowBytes).toBe(2 * rows + calls * call);
		expect(storage).toMatchObject({ students: 3, studentBytes: 15e6, studentsFrom: 'measured' });
	});

	test('of a base whose size is unknown is unknown, else four bytes a parameter', () => {
		const of = (params: number | null) =>
			planOf(recipe, data, { prices: null, machine: { params, trainer: null } }).storage;
		expect(of(null)).toMatchObject({ studentBytes: null, studentsFrom: 'unknown' });
		expect(of(1e6)).toMatchObject({ studentBytes: 12e6, studentsFrom: 'assumed' });
	});

	test('is assumed beside the texts near to what rows take as JSON', () => {
		const id = seedRow(12_345).id;
		const student = studentIdOf(RUN, 0);
		const key = 'f'.repeat(64);
		const bytes = (row: object) => JSON.stringify(row).length;
		const reply = { text: '', finish: 'stop' as const, promptTokens: 123, completionTokens: 123 };
		const real = {
			instruction: bytes(seedRow(12_345, { instruction: '' })),
			answer: bytes(answerRow(id, 'teacher', { text: '' })),
			verdict: bytes(verdictRow(id, student, 'teacher-first', { explanation: '' })),
			call: bytes(callRow(key, { reply, about: id })),
		};
		for (const name of ['instruction', 'answer', 'verdict', 'call'] as const) {
			expect(ROW_BYTES[name] / real[name]).toBeGreaterThan(0.8);
			expect(ROW_BYTES[name] / real[name]).toBeLessThan(1.6);
		}
	});
});
