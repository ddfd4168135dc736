/** What a wave's calls brought: replies, refusals that are final, and failures that leave their candidates open. */
import type { CallReply } from '../../core/call.ts';
import { AppError, codeOf, messageOf } from '../../core/error.ts';

/**
 * Failures that speak of this one message: asked again it would be refused again, so its candidate is turned away. Any
 * other leaves the candidate open, since an outage must not change the pools.
 */
const REFUSALS: ReadonlySet<string> = new Set([
	'teacher/filtered',
	'teacher/bad-request',
	'teacher/empty',
]);

/** Whether a generator's call that failed with this code has turned its candidate away, so that it is asked no more. */
export function isRefusal(code: string): boolean {
	return REFUSALS.has(code);
}

/** Calls of a wave failed after every try: their candidates wait to be asked for again. */
export const CALLS_FAILED = 'teacher/calls-failed';

export class CandidateReplies {
	readonly #byNumber = new Map<number, CallReply | 'refused'>();
	/** Refused with nothing answered since: the teacher may be refusing everything, and that is no outcome. */
	readonly #refused: number[] = [];
	readonly #failures: unknown[] = [];

	/** Undefined while nothing is known that decides the candidate. */
	of(candidate: number): CallReply | 'refused' | undefined {
		return this.#byNumber.get(candidate);
	}

	answered(candidate: number, reply: CallReply): void {
		this.#byNumber.set(candidate, reply);
		this.settle();
	}

	failed(candidate: number, thrown: unknown): void {
		if (isRefusal(codeOf(thrown))) this.#refused.push(candidate);
		else this.#failures.push(thrown);
	}

	/** Refusals so far are final. */
	settle(): void {
		for (const candidate of this.#refused.splice(0)) this.#byNumber.set(candidate, 'refused');
	}

	/** Throws 'teacher/calls-failed' when candidates of the `asked` stay open. */
	throwFailures(asked: number): void {
		const failed = this.#failures.length;
		if (failed === 0) return;
		const calls = `${failed} of ${asked} ${asked === 1 ? 'call' : 'calls'} for new instructions`;
		throw new AppError(
			CALLS_FAILED,
			`${calls} failed after every try; Go on asks ${failed === 1 ? 'it' : 'them'} again. The last said: ${messageOf(this.#failures.at(-1))}`,
		);
	}
}
