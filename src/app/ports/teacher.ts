/** The teacher’s model. */
import type { CallReply, CallRequest } from '../../core/call.ts';
import type { HearLimits, HearStream } from '../../core/limits/told.ts';

/** The teacher's model, for one attempt each; retries, ledger and budget are `app`'s. */
export interface Teacher {
	/**
	 * Throws TeacherError, with `retryAfterMs` where the provider told; the signal's reason when aborted. `hear` is told the
	 * provider's limits as soon as they are there, beside a reply or a refusal.
	 */
	ask(request: CallRequest, signal: AbortSignal, hear?: HearLimits): Promise<CallReply>;
	/** The reply as it comes, for the chat; `hear` is told the limits first and, where the provider tells, its tokens last. */
	stream(request: CallRequest, signal: AbortSignal, hear?: HearStream): AsyncIterable<string>;
	/** Ids of the models offered; throws what `ask` throws. */
	models(signal: AbortSignal): Promise<readonly string[]>;
}
