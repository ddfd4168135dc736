import { expect, test } from 'vitest';
import type { OrderVerdict } from '../../../../../src/app/score-pair.ts';
import type { PairScores } from '../../../../../src/core/difficulty.ts';
import {
	costWords,
	difficultyWords,
	ordersWords,
	scoresOfVerdicts,
} from '../../../../../src/ui/pages/student/score-words.ts';

type Points = readonly [teacher: number, student: number];
const verdicts = (first: Points, second: Points | null): OrderVerdict[] =>
	[first, second].map((points, index) => ({
		order: index === 0 ? 'teacher-first' : 'student-first',
		scores: points && { teacher: points[0], student: points[1] },
		...{ explanation: '', asked: 1 },
	}));
function scored(first: Points, second: Points): [OrderVerdict[], PairScores] {
	const both = verdicts(first, second);
	const scores = scoresOfVerdicts(both);
	if (scores === undefined) throw new Error('expected scores');
	return [both, scores];
}
const MEAN = { threshold: 1, hardRule: 'mean' } as const;
const BOTH = { threshold: 1, hardRule: 'both-orders' } as const;

test('how far the student falls behind is said in points, and why that isn’t hard', () => {
	const words = (first: Points, second: Points, rule: typeof MEAN | typeof BOTH = MEAN) =>
		difficultyWords(scored(first, second)[1], rule, 'student-3');
	expect(words([9, 5], [9, 6])).toBe('student-3 falls behind by 3.5 points.');
	expect(words([9, 8], [9, 9])).toBe('student-3 falls behind by 0.5 points, less than 1.0 point.');
	expect(words([9, 5], [9, 9], BOTH)).toBe(
		'student-3 falls behind by 2.0 points, but not by 1.0 point in each order.',
	);
	expect(words([9, 8], [8, 9])).toBe('student-3 is as good as the teacher.');
	expect(words([8, 9], [8, 9])).toBe('student-3 is ahead by 1.0 point.');
});

test('what the order of the answers changed is said', () => {
	const words = (first: Points, second: Points) => ordersWords(...scored(first, second));
	expect(words([9, 4], [9, 4])).toBe('Both orders gave the same points.');
	expect(words([9, 4], [8, 3])).toBe('The two orders gave other points, and the same difficulty.');
	expect(words([9, 4], [8, 4])).toBe('The orders differ by 1.0 point.');
	expect(words([9, 4], [4, 9])).toBe(
		'The orders differ by 10.0 points, and each names another winner.',
	);
});

test('one order that can’t be read leaves the pair unscored', () => {
	expect(scoresOfVerdicts(verdicts([9, 4], null))).toBeUndefined();
});

test('the cost is named where there is one, unknown as unknown', () => {
	expect(costWords({ calls: 2, costNanoUsd: 0 }, true)).toBe('');
	expect(costWords({ calls: 0, costNanoUsd: 0 }, false)).toBe('From the ledger, unpaid.');
	expect(costWords({ calls: 2, costNanoUsd: 1_200_000 }, false)).toBe(
		'2 calls, $0.0012, outside the budget.',
	);
	expect(costWords({ calls: 1, costNanoUsd: null }, false)).toBe(
		'1 call, cost unknown, outside the budget.',
	);
});
