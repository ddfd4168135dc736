/** The ledger's row of a call, as it goes from one state to the next. */
import { type Call, type CallReply, costNanoUsd, type Prices, type Usage } from './call.ts';
import type { TeacherError } from './teacher-error.ts';

/** Of a call that is asked now, whatever is known of it; one found sent had no reply when its sitting ended. */
export function askedRow(
	call: Pick<Call, 'key' | 'projectId' | 'runId' | 'role' | 'model' | 'about' | 'sentAt'>,
	known: Call | undefined,
): Call {
	const doubts = (known?.doubts ?? 0) + (known?.state === 'sent' ? 1 : 0);
	return {
		...{ schema: 1, ...call, state: 'waiting', reply: null, failure: null },
		attempts: known?.attempts ?? 0,
		...(doubts === 0 ? {} : { doubts }),
		...(known?.inVain === undefined ? {} : { inVain: known.inVain }),
		...{ costNanoUsd: null, answeredAt: null },
	};
}

/** Of the next try, on disk before it goes out. `at`: now, Unix ms; until then it waited for its turn. */
export function sentRow(call: Call, at: number): Call {
	return { ...call, state: 'sent', failure: null, attempts: call.attempts + 1, sentAt: at };
}

/** Between two tries: what is known to have failed is not in doubt after a crash. */
export function turnedDownRow(
	sent: Call,
	{ code, message, usage }: TeacherError,
	prices: Prices,
): Call {
	const waiting: Call = { ...sent, state: 'waiting', failure: { code, message } };
	if (usage === null || usage.promptTokens + usage.completionTokens === 0) return waiting;
	return { ...waiting, inVain: oneMoreInVain(sent.inVain, usage, costNanoUsd(usage, prices)) };
}

const NOTHING_IN_VAIN = { tries: 0, promptTokens: 0, completionTokens: 0, costNanoUsd: 0 };

function oneMoreInVain(
	before: Call['inVain'] = NOTHING_IN_VAIN,
	{ promptTokens, completionTokens }: Usage,
	cost: number | null,
): NonNullable<Call['inVain']> {
	return {
		tries: before.tries + 1,
		promptTokens: before.promptTokens + promptTokens,
		completionTokens: before.completionTokens + completionTokens,
		costNanoUsd: before.costNanoUsd === null || cost === null ? null : before.costNanoUsd + cost,
	};
}

export function answeredRow(
	sent: Call,
	reply: CallReply,
	{ prices, at }: { readonly prices: Prices; readonly at: number },
): Call {
	return {
		...{ ...sent, state: 'answered', reply },
		...{ costNanoUsd: costNanoUsd(reply, prices), answeredAt: at },
	};
}
