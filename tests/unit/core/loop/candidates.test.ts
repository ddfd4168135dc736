import { describe, expect, test } from 'vitest';
import {
	currentWave,
	drawCandidate,
	shortOfWords,
	type Outcome,
	type Parents,
	type Quota,
	type Wave,
} from '../../../../src/core/loop/candidates.ts';
import { recipeFrom, type Recipe } from '../../../../src/core/recipe.ts';
import { seedRow } from '../../../fakes/rows.ts';

type Decide = (index: number, operator: 'hard' | 'easy') => boolean;

/** Carries waves out to the end; every outcome is decided by `decide`. */
function carryOut(quota: Quota, decide: Decide) {
	const outcomes = new Map<number, Outcome>();
	const waves: Wave[] = [];
	for (;;) {
		const wave = currentWave(quota, (index) => outcomes.get(index));
		if (wave.operators.length === 0) return { outcomes, waves, end: wave };
		waves.push(wave);
		for (const [place, operator] of wave.operators.entries()) {
			const index = wave.first + place;
			outcomes.set(index, { operator, accepted: decide(index, operator) });
		}
	}
}

const accepted = (outcomes: ReadonlyMap<number, Outcome>, operator?: 'hard' | 'easy') =>
	[...outcomes.values()].filter(
		(outcome) => outcome.accepted && (operator === undefined || outcome.operator === operator),
	).length;

describe('waves', () => {
	test.each([
		['all are new', () => true],
		['every third is turned away', (index) => index % 3 !== 0],
		[
			'hard ones are mostly turned away',
			(index, operator) => operator === 'easy' || index % 5 === 0,
		],
	] satisfies [string, Decide][])(
		'accept exactly the quota of each operator when %s',
		(_, decide) => {
			const quota = { hard: 40, easy: 25 };
			const { outcomes, end } = carryOut(quota, decide);
			expect(accepted(outcomes, 'hard')).toBe(40);
			expect(accepted(outcomes, 'easy')).toBe(25);
			expect(end.dry).toBeNull();
		},
	);

	test('ask for just what is missing', () => {
		const { waves } = carryOut({ hard: 10, easy: 10 }, (index) => index % 2 === 0);
		expect(waves[0]?.operators).toHaveLength(20);
		expect(waves[1]?.operators).toHaveLength(10);
		expect(waves[1]?.first).toBe(20);
	});

	test('take hard and easy in turn, in their proportion', () => {
		const { operators } = currentWave({ hard: 4, easy: 2 }, () => undefined);
		expect(operators.join(' ')).toBe('easy hard hard easy hard hard');
		const { operators: even } = currentWave({ hard: 2, easy: 2 }, () => undefined);
		expect(even.join(' ')).toBe('easy hard easy hard');
		expect(currentWave({ hard: 3, easy: 0 }, () => undefined).operators).toEqual(
			Array.from({ length: 3 }, () => 'hard'),
		);
	});

	test('go on from the outcomes that are there, whatever was decided after them', () => {
		const quota = { hard: 30, easy: 30 };
		const decide: Decide = (index) => index % 4 !== 0;
		const { outcomes, waves } = carryOut(quota, decide);
		for (const wave of waves) {
			const known = (index: number) =>
				index < wave.first + wave.operators.length - 1 ? outcomes.get(index) : undefined;
			expect(currentWave(quota, known)).toEqual(wave);
		}
		// A gap within a wave keeps that wave, though its later candidates are decided.
		const gap = currentWave(quota, (index) => (index === 3 ? undefined : outcomes.get(index)));
		expect(gap).toEqual(waves[0]);
	});

	test('of no quota are none', () => {
		expect(currentWave({ hard: 0, easy: 0 }, () => undefined)).toEqual({
			first: 0,
			operators: [],
			dry: null,
		});
	});
});

describe('a generator that has run dry', () => {
	const quota = { hard: 700, easy: 700 };

	test('is given up after one large wave of which next to nothing was new', () => {
		const { outcomes, end } = carryOut(quota, (index) => index % 100 === 0);
		expect(outcomes.size).toBe(1400);
		expect(end.dry).toEqual({ asked: 1400, accepted: 14 });
	});

	test('is given up when it dries out later', () => {
		const { outcomes, end } = carryOut(quota, (index) => index < 700);
		expect(outcomes.size).toBe(1400 + 700);
		expect(end.dry).toEqual({ asked: 700, accepted: 0 });
	});

	test('is not given up for the small waves at the end', () => {
		// Of two that are still missing, sixty are turned away one after the other.
		const { outcomes, end } = carryOut(
			{ hard: 200, easy: 0 },
			(index) => index < 198 || index > 260,
		);
		expect(accepted(outcomes)).toBe(200);
		expect(end.dry).toBeNull();
	});

	test('is asked on while one in ten is new, up to eight times the quota', () => {
		const { outcomes, end } = carryOut(quota, (index) => index % 10 === 0);
		expect(outcomes.size).toBe(8 * 1400 + 64);
		expect(end.dry).toEqual({ asked: 8 * 1400 + 64, accepted: 1127 });
	});

	test('is given up at the same candidate after a pause', () => {
		const { outcomes, end } = carryOut(quota, (index) => index % 100 === 0);
		expect(currentWave(quota, (index) => outcomes.get(index))).toEqual(end);
	});

	test('says of how many candidates how many were new', () => {
		expect(shortOfWords(1386, { asked: 1400, accepted: 14 })).toBe(
			'1,386 fewer than wanted: of the last 1,400 candidates 14 were new, so no more were asked for.',
		);
		expect(shortOfWords(9, { asked: 100, accepted: 1 })).toContain('100 candidates 1 was new');
		expect(shortOfWords(9, { asked: 100, accepted: 0 })).toContain('100 candidates none was new');
		expect(shortOfWords(0, null)).toBeNull();
	});
});

describe('the parent of a candidate', () => {
	const own = recipeFrom('paper', { seed: 1, baseId: 'base' });
	const learnable: Recipe = {
		...own,
		generation: { ...own.generation, targeting: 'learnable' },
	};
	const row = (order: number, skill: string | null) => seedRow(order, { skill });
	const parents = (fields: Partial<Parents>): Parents => ({
		hard: [],
		easy: [],
		all: [],
		solvedShare: new Map(),
		...fields,
	});
	const draws = (from: Parents, recipe = learnable, operator: 'hard' | 'easy' = 'hard') =>
		Array.from({ length: 4000 }, (_, index) => drawCandidate(from, recipe, 1, { index, operator }));
	const shareOf = (skill: string | null, from: Parents, recipe = learnable) =>
		draws(from, recipe).filter(({ parent }) => parent.skill === skill).length / 4000;

	test('of a never solved skill is kept one time in ten, learnable', () => {
		const hard = [row(0, 'never'), row(1, 'always')];
		const from = parents({
			hard,
			solvedShare: new Map([
				['never', 0],
				['always', 1],
			]),
		});
		// 0.1 against 1.
		expect(shareOf('never', from)).toBeCloseTo(0.1 / 1.1, 1.5);
		expect(shareOf('never', from, own)).toBeCloseTo(0.5, 1.5);
	});

	test('is kept as often as its skill is solved', () => {
		const hard = [row(0, 'sometimes'), row(1, 'always')];
		const from = parents({
			hard,
			solvedShare: new Map([
				['sometimes', 0.4],
				['always', 1],
			]),
		});
		expect(shareOf('sometimes', from)).toBeCloseTo(0.4 / 1.4, 1.5);
	});

	test('of an unknown skill is always kept', () => {
		const hard = [row(0, null), row(1, 'never scored'), row(2, 'always')];
		const from = parents({ hard, solvedShare: new Map([['always', 1]]) });
		expect(shareOf(null, from)).toBeCloseTo(1 / 3, 1.5);
		expect(shareOf('never scored', from)).toBeCloseTo(1 / 3, 1.5);
	});

	test('is easy for an easy candidate, whatever is learnable', () => {
		const easy = [row(0, 'never'), row(1, 'always')];
		const from = parents({ easy, hard: [row(2, 'always')], solvedShare: new Map([['never', 0]]) });
		const drawn = draws(from, learnable, 'easy');
		expect(drawn.filter(({ parent }) => parent.skill === 'never').length / 4000).toBeCloseTo(
			0.5,
			1.5,
		);
		expect(drawn.every(({ parent }) => easy.includes(parent))).toBe(true);
	});

	test('comes from all where there is none of its kind', () => {
		const all = [row(0, null)];
		expect(draws(parents({ all }))[0]?.parent).toBe(all[0]);
		expect(() => draws(parents({}))).toThrow(RangeError);
	});

	test('and its seed follow from the recipe’s seed, the iteration and the number alone', () => {
		const all = Array.from({ length: 50 }, (_, order) => row(order, null));
		const from = parents({ all });
		const place = { index: 7, operator: 'hard' as const };
		const drawn = drawCandidate(from, learnable, 1, place);
		expect(drawCandidate(from, learnable, 1, place)).toEqual(drawn);
		expect(drawCandidate(from, learnable, 2, place).seed).not.toBe(drawn.seed);
		expect(drawCandidate(from, { ...learnable, seed: 2 }, 1, place).seed).not.toBe(drawn.seed);
	});
});
