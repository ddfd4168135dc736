/** How a call to the teacher can fail, by name. */
import type { Usage } from './call.ts';
import { AppError } from './error.ts';

export type TeacherErrorCode =
	| 'teacher/bad-key'
	| 'teacher/forbidden'
	| 'teacher/unknown-model'
	| 'teacher/bad-request'
	| 'teacher/timeout'
	| 'teacher/rate-limited'
	| 'teacher/server-error'
	| 'teacher/unreachable'
	| 'teacher/empty'
	| 'teacher/filtered'
	| 'teacher/cut-off'
	| 'teacher/length'
	| 'teacher/not-json';

/** Of a call that was refused: no provider takes tokens for it. */
export const NO_TOKENS: Usage = { promptTokens: 0, completionTokens: 0 };

/** A call that brought no reply; its message never holds the key. */
export class TeacherError extends AppError {
	declare readonly code: TeacherErrorCode;
	/** How long the provider asks to wait, in ms; null where it doesn't tell. */
	readonly retryAfterMs: number | null;
	/** What it took: nothing for what was refused or never arrived; null where nobody can know (a reply that broke off). */
	readonly usage: Usage | null;
	constructor(
		code: TeacherErrorCode,
		message: string,
		options: {
			readonly retryAfterMs?: number | null;
			readonly usage?: Usage | null;
			readonly cause?: unknown;
		} = {},
	) {
		super(code, message, { cause: options.cause });
		this.name = 'TeacherError';
		this.retryAfterMs = options.retryAfterMs ?? null;
		this.usage = options.usage ?? null;
	}
}
