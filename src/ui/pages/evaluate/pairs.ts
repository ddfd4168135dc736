/** Pairs of answers: who was better, what the referee's two orders say of its health, which are shown. */
import type { AnswerPair } from '../../../app/ports/library.ts';
import type { PairScores } from '../../../core/difficulty.ts';
import { taskText } from '../../../core/instruction.ts';
import { outcomeOf, outcomesOf } from '../../../core/metrics/outcomes.ts';
import { refereeAgreement, type TwoOrders } from '../../../core/metrics/referee-agreement.ts';
import { pairedTInterval } from '../../../core/metrics/t-interval.ts';
import { PAIR_KINDS, type EvaluateView, type PairKind } from './evaluate-params.ts';

/** Teacher − student by order; undefined unless both orders were scored. */
export function twoOrders({ verdicts }: Pick<AnswerPair, 'verdicts'>): TwoOrders | undefined {
	const gap = (order: 'teacher-first' | 'student-first') => {
		const scores = verdicts.find((verdict) => verdict.order === order)?.scores;
		return scores == null ? undefined : scores.teacher - scores.student;
	};
	const [teacherFirst, studentFirst] = [gap('teacher-first'), gap('student-first')];
	return teacherFirst === undefined || studentFirst === undefined
		? undefined
		: { teacherFirst, studentFirst };
}

/** The pair's scores as the rule of hard and easy reads them. */
export function scoresOf(pair: AnswerPair): PairScores | undefined {
	const orders = twoOrders(pair);
	if (pair.scores === null || orders === undefined) return undefined;
	return { ...pair.scores, gaps: [orders.teacherFirst, orders.studentFirst] };
}

/** By the means of both orders: the student's against the teacher's. */
function kindOf({ scores }: Pick<AnswerPair, 'scores'>): PairKind {
	if (scores === null) return 'unscored';
	if (scores.student === scores.teacher) return 'same';
	return scores.student > scores.teacher ? 'better' : 'worse';
}

export function kindCounts(pairs: readonly AnswerPair[]): Readonly<Record<PairKind, number>> {
	const counts = { better: 0, same: 0, worse: 0, unscored: 0 };
	for (const pair of pairs) counts[kindOf(pair)]++;
	return counts;
}

/** What the pairs say of the contest and of the referee. */
export function healthOf(pairs: readonly AnswerPair[]) {
	const orders = pairs.flatMap((pair) => twoOrders(pair) ?? []);
	return {
		n: orders.length,
		unscored: pairs.length - orders.length,
		outcomes: outcomesOf(orders),
		agreement: refereeAgreement(orders),
		/** Points that standing first is worth. */
		firstPlace: pairedTInterval(
			orders.map(({ teacherFirst, studentFirst }) => (teacherFirst - studentFirst) / 2),
		),
	};
}

type PairView = Pick<EvaluateView, 'skill' | 'show' | 'text'>;

/** Those of the skill that hold every word of the text, whatever became of them. */
export function pairsOf(pairs: readonly AnswerPair[], view: Omit<PairView, 'show'>): AnswerPair[] {
	const words = view.text
		.toLowerCase()
		.split(/\s+/)
		.filter((word) => word !== '');
	return pairs.filter(({ instruction, teacher, student }) => {
		if (view.skill !== null && (instruction.skill ?? '') !== view.skill) return false;
		const text = `${taskText(instruction)}\n${teacher ?? ''}\n${student ?? ''}`.toLowerCase();
		return words.every((word) => text.includes(word));
	});
}

/** Those that the view shows, the largest loss first. */
export function shownPairs(
	pairs: readonly AnswerPair[],
	{ show }: Pick<PairView, 'show'>,
): AnswerPair[] {
	const loss = ({ scores }: AnswerPair) =>
		scores === null ? Number.NEGATIVE_INFINITY : scores.teacher - scores.student;
	return pairs
		.filter((pair) => isShown(pair, show))
		.toSorted((one, other) => loss(other) - loss(one));
}

function isShown(pair: AnswerPair, show: PairView['show']): boolean {
	if (show === 'all') return true;
	const kind = PAIR_KINDS.find((one) => one === show);
	if (kind !== undefined) return kindOf(pair) === kind;
	const orders = twoOrders(pair);
	return orders !== undefined && outcomeOf(orders) === show;
}
