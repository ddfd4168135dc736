/** A pair's scores in words: how far the student falls behind, what the two orders say, what it cost. */
import type { OrderVerdict, ScoredPair } from '../../../app/score-pair.ts';
import {
	difficultyOf,
	type HardRule,
	isHard,
	pairScores,
	type PairScores,
} from '../../../core/difficulty.ts';
import { decimal, money, plural } from '../../parts/format.ts';

/** undefined: unscored. */
export function scoresOfVerdicts(verdicts: readonly OrderVerdict[]): PairScores | undefined {
	const [teacherFirst, studentFirst] = verdicts;
	return pairScores(teacherFirst, studentFirst);
}

/** "student-3 falls behind by 3.5 points": what stands beside hard or easy. */
export function difficultyWords(scores: PairScores, rule: HardRule, name: string): string {
	const gap = difficultyOf(scores);
	if (gap === 0) return `${name} is as good as the teacher.`;
	if (gap < 0) return `${name} is ahead by ${pointWords(-gap)}.`;
	return `${name} falls behind by ${pointWords(gap)}${easyBecause(scores, rule)}.`;
}

function easyBecause(scores: PairScores, rule: HardRule): string {
	if (isHard(scores, rule)) return '';
	const { threshold } = rule;
	return difficultyOf(scores) < threshold
		? `, less than ${pointWords(threshold)}`
		: `, but not by ${pointWords(threshold)} in each order`;
}

function pointWords(points: number): string {
	return `${decimal(points)} ${points === 1 ? 'point' : 'points'}`;
}

/** Whether the place of the answers in the prompt made a difference to any score. */
export function didOrderMatter(verdicts: readonly OrderVerdict[]): boolean {
	const [one, two] = verdicts.map(({ scores }) => scores);
	return one?.teacher !== two?.teacher || one?.student !== two?.student;
}

/** "The orders differ by 2.0 points." */
export function ordersWords(verdicts: readonly OrderVerdict[], scores: PairScores): string {
	if (!didOrderMatter(verdicts)) return 'Both orders gave the same points.';
	const [one, two] = scores.gaps;
	if (one === two) return 'The two orders gave other points, and the same difficulty.';
	const isContrary = one * two < 0;
	const contrary = isContrary ? ', and each names another winner' : '';
	return `The orders differ by ${pointWords(Math.abs(one - two))}${contrary}.`;
}

/** "2 calls, $0.0012"; '' where the teacher is free. */
export function costWords(
	{ calls, costNanoUsd }: Pick<ScoredPair, 'calls' | 'costNanoUsd'>,
	isFree: boolean,
): string {
	if (isFree) return '';
	if (calls === 0) return 'From the ledger, unpaid.';
	const cost = costNanoUsd === null ? 'cost unknown' : money(costNanoUsd);
	return `${plural(calls, 'call')}, ${cost}, outside the budget.`;
}
