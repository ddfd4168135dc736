/** Who won: the student's answer against the teacher's, pair by pair. */
import { type Measured, nothingMeasured } from './estimate.ts';
import { type TwoOrders, wilson } from './referee-agreement.ts';

export type Outcome = 'won' | 'tied' | 'lost';

/** The student's outcome of one pair; both orders must agree on a winner, else it is a tie. */
export function outcomeOf({ teacherFirst, studentFirst }: TwoOrders): Outcome {
	if (teacherFirst < 0 && studentFirst < 0) return 'won';
	return teacherFirst > 0 && studentFirst > 0 ? 'lost' : 'tied';
}

/** How many pairs ended so, and their share (0–1) with Wilson's 95 % interval. */
export type OutcomeCount = { readonly count: number; readonly share: Measured };

export function outcomesOf(pairs: readonly TwoOrders[]): Readonly<Record<Outcome, OutcomeCount>> {
	const counted = (wanted: Outcome): OutcomeCount => {
		const count = pairs.filter((pair) => outcomeOf(pair) === wanted).length;
		return {
			count,
			share:
				pairs.length === 0
					? nothingMeasured('no pair was scored in both orders')
					: wilson(count, pairs.length),
		};
	};
	return { won: counted('won'), tied: counted('tied'), lost: counted('lost') };
}
