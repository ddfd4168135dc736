/** Difficulty: how far the student falls behind the teacher on one instruction, in the referee's points. */
import type { Verdict } from './verdict.ts';

export type PairScores = {
	/** Means over both orders, points 1–10. */
	readonly teacher: number;
	readonly student: number;
	/** teacher − student of each order: teacher first, student first. */
	readonly gaps: readonly [number, number];
};

/** The scores of a pair from its two verdicts; undefined (unscored) unless both orders could be read. */
export function pairScores(
	teacherFirst: Pick<Verdict, 'scores'> | undefined,
	studentFirst: Pick<Verdict, 'scores'> | undefined,
): PairScores | undefined {
	const [one, two] = [teacherFirst?.scores, studentFirst?.scores];
	if (one === undefined || one === null || two === undefined || two === null) return undefined;
	return {
		teacher: (one.teacher + two.teacher) / 2,
		student: (one.student + two.student) / 2,
		gaps: [one.teacher - one.student, two.teacher - two.student],
	};
}

/** teacher − student, points: −9 … 9. */
export function difficultyOf(scores: PairScores): number {
	return scores.teacher - scores.student;
}

/** A recipe's: τ in points, and whether the mean or each order must reach it. */
export type HardRule = {
	readonly threshold: number;
	readonly hardRule: 'mean' | 'both-orders';
};

/** Hard: difficulty ≥ τ (method of the paper), or ≥ τ in each order where the recipe asks for that. */
export function isHard(scores: PairScores, rule: HardRule): boolean {
	return rule.hardRule === 'mean'
		? difficultyOf(scores) >= rule.threshold
		: scores.gaps.every((gap) => gap >= rule.threshold);
}
