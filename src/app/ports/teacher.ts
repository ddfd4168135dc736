/** The teacher’s model. */
import type { CallReply, CallRequest } from '../../core/call.ts';
import type { HearLimits } from '../../core/limits/told.ts';

/** The teacher's model, for one attempt each; retries, ledger and budget are `app`'s. */
export interface Teacher {
	/**
	 * Throws TeacherError, with `retryAfterMs` where the provider told; the signal's reason when aborted. `hear` is told the
	 * provider's limits as soon as they are there, beside a reply or a refusal.
	 */
	ask(request: CallRequest, signal: AbortSignal, hear?: HearLimits): Promise<CallReply>;
	/** The reply as it comes, for the chat. */
	stream(request: CallRequest, signal: AbortSignal): AsyncIterable<string>;
	/** Ids of the models offered; throws what `ask` throws. */
	models(signal: AbortSignal): Promise<readonly string[]>;
}
