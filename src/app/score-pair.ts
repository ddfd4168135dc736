/** A pair of the chat put to the referee, in both orders, as a run does; nothing of it is kept but what the ledger keeps. */
import type { CallReply, CallRequest } from '../core/call.ts';
import type { CallKey } from '../core/id.ts';
import { roleRequest } from '../core/role-request.ts';
import { PRACTICE_TEACHER, teacherInRole, type TeacherSettings } from '../core/teacher.ts';
import { pointsOf, type Verdict, VERDICT_ORDERS, type VerdictOrder } from '../core/verdict.ts';
import type { Teacher } from './ports/teacher.ts';
import { askReferee, type RefereeNumbers, type RefereeQuestion } from './ask-referee.ts';

export type OrderVerdict = Pick<Verdict, 'order' | 'scores' | 'explanation' | 'asked'>;
export type PairToScore = Pick<RefereeQuestion, 'task' | 'answers'> & {
	/** Of the run's recipe, so that a pair that the run has paid for is told from the ledger. */
	readonly referee: RefereeNumbers;
	readonly seed: number;
	/** Verdicts that are there already; those that could not be read are asked for once more. */
	readonly known: readonly OrderVerdict[];
};
export type ScoredPair = {
	/** Teacher first, then student first. */
	readonly verdicts: readonly OrderVerdict[];
	/** Calls answered for it just now; those that the ledger had are none. */
	readonly calls: number;
	/** Of these calls, 10⁻⁹ US dollars; null where a price or the tokens are unknown. */
	readonly costNanoUsd: number | null;
};

type Ask = (
	request: CallRequest,
) => Promise<{ readonly reply: CallReply; readonly callKey: CallKey | null }>;

/** The two verdicts. `teacher`: the project's, whose referee is asked. Throws what `ask` throws, once both orders have ended. */
export async function scorePair(
	ask: Ask,
	pair: PairToScore,
	teacher: TeacherSettings,
): Promise<readonly OrderVerdict[]> {
	const referee = teacherInRole(teacher, 'referee');
	const { seed } = pair;
	const verdictOf = async (order: VerdictOrder): Promise<OrderVerdict> => {
		const known = pair.known.find((verdict) => verdict.order === order);
		if (known !== undefined && known.scores !== null) return known;
		const { reading, times } = await askReferee(
			(messages, numbers) => ask(roleRequest(referee, messages, { ...numbers, seed })),
			{ ...pair, order, before: known?.asked ?? 0 },
			pair.referee,
		);
		const { scores, explanation } = reading;
		return { order, scores: pointsOf(scores, order), explanation, asked: times };
	};
	// A reply that is under way when the other order fails is paid for, and shall be in the ledger.
	const ended = await Promise.allSettled(VERDICT_ORDERS.map(verdictOf));
	return ended.map((one) => {
		if (one.status === 'fulfilled') return one.value;
		throw one.reason;
	});
}

/** The same of a student that no project has: by the practice teacher, in no ledger, since it costs nothing. */
export async function scoreForFree(
	teacher: Pick<Teacher, 'ask'>,
	pair: PairToScore,
	signal: AbortSignal,
): Promise<ScoredPair> {
	let calls = 0;
	const ask: Ask = async (request) => {
		const reply = await teacher.ask(request, signal);
		calls++;
		return { reply, callKey: null };
	};
	const verdicts = await scorePair(ask, pair, PRACTICE_TEACHER);
	return { verdicts, calls, costNanoUsd: 0 };
}
