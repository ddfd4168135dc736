/** Failed calls by their kind, in words. */
import { isRefusal } from '../../../app/run/candidate-replies.ts';
import type { Call, CallRole } from '../../../core/call.ts';
import { ownValue } from '../../../core/own-value.ts';

export type FailureGroup = {
	readonly code: string;
	readonly role: CallRole;
	readonly words: string;
	readonly count: number;
	/** What the newest of them said. */
	readonly message: string;
};

const WORDS: Readonly<Record<string, string>> = {
	'teacher/empty': 'empty reply',
	'teacher/filtered': 'held back by the provider’s filter',
	'teacher/cut-off': 'reply broke off',
	'teacher/length': 'answer cut off at its token limit',
	'teacher/not-json': 'reply unreadable',
	'teacher/bad-request': 'request refused',
	'teacher/timeout': 'no reply in time',
	'teacher/server-error': 'provider failed',
	'teacher/rate-limited': 'too many requests',
	'teacher/unreachable': 'not reached',
	'teacher/bad-key': 'key refused',
	'teacher/forbidden': 'not allowed',
	'teacher/unknown-model': 'model not known',
	'training/too-long': 'too long to train on',
	'training/cut-off': 'answer cut off, not trained on',
	'training/unanswered': 'no answer to train on',
};

/** A failure's code in a few words; a code without words stands for itself. */
export function failureWords(code: string): string {
	return ownValue(WORDS, code) ?? code;
}

/** Failed calls grouped by role and code, most frequent first. */
export function failureGroups(calls: readonly Call[]): FailureGroup[] {
	const groups = new Map<string, FailureGroup>();
	for (const { role, failure } of calls) {
		if (failure === null) continue;
		const key = `${role} ${failure.code}`;
		groups.set(key, {
			code: failure.code,
			role,
			words: `${role}: ${failureWords(failure.code)}`,
			count: (groups.get(key)?.count ?? 0) + 1,
			message: failure.message,
		});
	}
	return [...groups.values()].sort((one, other) => other.count - one.count);
}

/** Failed calls that can be asked again: all but a generator's refusals, whose candidates were turned away for good. */
export function retriable(calls: readonly Call[]): readonly Call[] {
	return calls.filter(
		({ role, failure }) => role !== 'generator' || !isRefusal(failure?.code ?? ''),
	);
}
