/** How a call to the teacher can fail, by name. */
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
	| 'teacher/not-json';

/** A call that brought no reply; its message never holds the key. */
export class TeacherError extends AppError {
	declare readonly code: TeacherErrorCode;
	/** How long the provider asks to wait, in ms; null where it doesn't tell. */
	readonly retryAfterMs: number | null;
	constructor(
		code: TeacherErrorCode,
		message: string,
		options: { readonly retryAfterMs?: number | null; readonly cause?: unknown } = {},
	) {
		super(code, message, { cause: options.cause });
		this.name = 'TeacherError';
		this.retryAfterMs = options.retryAfterMs ?? null;
	}
}
