/** Which replies of the teacher are answers: those that it ended itself. */
import type { CallReply, CallRequest, Role } from '../core/call.ts';
import { TeacherError } from '../core/teacher-error.ts';

/** The reply, but for an answer that was cut off at its token limit: throws 'teacher/length'. Other roles' readers judge theirs. */
export function wholeAnswer(
	reply: CallReply,
	{ role, request }: { readonly role: Role; readonly request: Pick<CallRequest, 'maxTokens'> },
): CallReply {
	if (role !== 'teacher' || reply.finish !== 'length') return reply;
	const { promptTokens, completionTokens } = reply;
	const isCounted = promptTokens !== null && completionTokens !== null;
	throw new TeacherError(
		'teacher/length',
		`The answer was cut off at its limit of ${request.maxTokens} tokens. A recipe with a higher limit asks it anew.`,
		{ usage: isCounted ? { promptTokens, completionTokens } : null },
	);
}
