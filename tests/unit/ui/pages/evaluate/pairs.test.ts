import { expect, test } from 'vitest';
import type { AnswerPair } from '../../../../../src/app/ports/library.ts';
import {
	healthOf,
	kindCounts,
	pairsOf,
	shownPairs,
} from '../../../../../src/ui/pages/evaluate/pairs.ts';
import {
	evaluateAddress,
	paramsOf,
	viewFrom,
} from '../../../../../src/ui/pages/evaluate/evaluate-params.ts';
import { seedRow } from '../../../../fakes/rows.ts';

/** The student's points when the teacher, who has 6, stands first, and when it stands first itself. */
const pair = (
	order: number,
	points: readonly [number, number] | null,
	skill = 'half',
): AnswerPair => ({
	instruction: seedRow(order, { skill, instruction: `Task ${order} of Lena` }),
	teacher: 'six figs',
	student: `answer ${order}`,
	other: null,
	verdicts:
		points === null
			? []
			: [
					{ order: 'teacher-first', scores: { teacher: 6, student: points[0] } },
					{ order: 'student-first', scores: { teacher: 6, student: points[1] } },
				],
	scores: points === null ? null : { teacher: 6, student: (points[0] + points[1]) / 2 },
	otherScores: null,
});
const PAIRS = [
	pair(0, [9, 8]),
	pair(1, [5, 8]),
	pair(2, [6, 6]),
	pair(3, [2, 4], 'add'),
	pair(4, null),
];
const numbers = (pairs: readonly AnswerPair[]) => pairs.map((one) => one.instruction.order);

test('every pair is better, same, worse or unscored, by the means of both orders', () => {
	expect(kindCounts(PAIRS)).toEqual({ better: 2, same: 1, worse: 1, unscored: 1 });
});

test('the referee’s health: who won in both orders, how often they agree, what the first place is worth', () => {
	const { n, unscored, outcomes, agreement, firstPlace } = healthOf(PAIRS);
	expect({ n, unscored }).toEqual({ n: 4, unscored: 1 });
	expect([outcomes.won.count, outcomes.tied.count, outcomes.lost.count]).toEqual([1, 2, 1]);
	expect(agreement.value).toBe(0.75);
	// Gaps are (−3, −2), (1, −2), (0, 0), (4, 2): half their differences are −0.5, 1.5, 0, 1.
	expect(firstPlace.value).toBeCloseTo(0.5, 12);
});

test('pairs are shown by kind or by outcome, the largest loss first and the unscored last', () => {
	expect(numbers(shownPairs(PAIRS, { show: 'all' }))).toEqual([3, 2, 1, 0, 4]);
	expect(numbers(shownPairs(PAIRS, { show: 'better' }))).toEqual([1, 0]);
	expect(numbers(shownPairs(PAIRS, { show: 'unscored' }))).toEqual([4]);
	expect(numbers(shownPairs(PAIRS, { show: 'tied' }))).toEqual([2, 1]);
});

test('a search finds words of the instruction and of both answers, and a skill narrows it', () => {
	const found = (text: string, skill: string | null = null) =>
		numbers(pairsOf(PAIRS, { text, skill }));
	expect(found('LENA figs')).toEqual([0, 1, 2, 3, 4]);
	expect(found('answer 3')).toEqual([3]);
	expect(found('', 'add')).toEqual([3]);
	expect(found('answer 3', 'half')).toEqual([]);
});

test('an address read back gives the same view', () => {
	const view = {
		run: 'run1',
		student: 'run1/student/2',
		set: 'development' as const,
		skill: '',
		show: 'lost' as const,
		text: 'a & b',
	};
	const [, search = ''] = evaluateAddress('p 1', view).split('?');
	expect(evaluateAddress('p 1', view).split('?')[0]).toBe('/projects/p%201/evaluate');
	expect(viewFrom(new URLSearchParams(search))).toEqual(view);
	expect(paramsOf(viewFrom(new URLSearchParams('set=nonsense&show=x')))).toEqual([]);
});
