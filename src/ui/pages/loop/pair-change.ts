/** What became of each held-out instruction between two students: better, worse, still wrong or still right. */
import type { AnswerPair } from '../../../app/ports/library.ts';
import { isHard, type HardRule } from '../../../core/difficulty.ts';
import { scoresOf } from '../evaluate/pairs.ts';

/** `unscored`: one of the two has no score, so that nothing can be said. */
export type PairChange = 'better' | 'worse' | 'still-wrong' | 'still-right' | 'unscored';
export const PAIR_FILTERS = ['better', 'worse', 'still-wrong', 'all'] as const;
export type PairFilter = (typeof PAIR_FILTERS)[number];

export type ChangedPair = {
	readonly pair: AnswerPair;
	readonly change: PairChange;
	/** Student's points after − before; 0 where unscored. */
	readonly points: number;
};

/** A smaller difference of two means of two verdicts is not called a change, points. */
const LEAST_CHANGE = 0.5;

/**
 * Names the change of each pair whose `student` is the later one and `other` the earlier, the largest change first; of equal
 * changes skills take turns, so that the first lines aren't one task eight times.
 * `rule`: the recipe's; still wrong is what is hard by it, without a change.
 */
export function changesOf(pairs: readonly AnswerPair[], rule: HardRule): ChangedPair[] {
	const turns = new Map<string, number>();
	return pairs
		.map((pair) => changeOf(pair, rule))
		.map((changed) => {
			const group = `${changed.pair.instruction.skill ?? ''} ${String(changed.points)}`;
			const turn = turns.get(group) ?? 0;
			turns.set(group, turn + 1);
			return { changed, size: Math.abs(changed.points), turn };
		})
		.sort((one, other) => other.size - one.size || one.turn - other.turn)
		.map(({ changed }) => changed);
}

/** How many pairs each filter shows. */
export function pairCounts(changed: readonly ChangedPair[]): Readonly<Record<PairFilter, number>> {
	const counts = { better: 0, worse: 0, 'still-wrong': 0, all: changed.length };
	for (const { change } of changed)
		if (change === 'better' || change === 'worse' || change === 'still-wrong') counts[change]++;
	return counts;
}

export function pairsShown(changed: readonly ChangedPair[], filter: PairFilter): ChangedPair[] {
	return changed.filter(({ change }) => filter === 'all' || change === filter);
}

function changeOf(pair: AnswerPair, rule: HardRule): ChangedPair {
	const { scores: after, otherScores: before } = pair;
	if (after === null || before === null) return { pair, change: 'unscored', points: 0 };
	const points = after.student - before.student;
	if (points >= LEAST_CHANGE) return { pair, change: 'better', points };
	if (points <= -LEAST_CHANGE) return { pair, change: 'worse', points };
	const scores = scoresOf(pair);
	const wrong = scores !== undefined && isHard(scores, rule);
	return { pair, change: wrong ? 'still-wrong' : 'still-right', points };
}
