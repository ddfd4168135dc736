/** The one base of our errors: a code that code can test, a message that a person can act on. */

export class AppError extends Error {
	/** e.g. 'teacher/rate-limited': part before the slash names the owner. */
	readonly code: string;
	constructor(code: string, message: string, options?: { readonly cause?: unknown }) {
		super(message, options);
		this.name = 'AppError';
		this.code = code;
	}
}

/**
 * The code of any thrown value; 'unknown' for what isn't ours. 'aborted' is somebody's wish, 'timed-out' (the reason of
 * `AbortSignal.timeout`) a failure: nobody wanted it.
 */
export function codeOf(thrown: unknown): string {
	if (thrown instanceof AppError) return thrown.code;
	const name = thrown instanceof Error ? thrown.name : '';
	if (name === 'AbortError') return 'aborted';
	return name === 'TimeoutError' ? 'timed-out' : 'unknown';
}

/** What a person can read of any thrown value. */
export function messageOf(thrown: unknown): string {
	return thrown instanceof Error ? thrown.message : String(thrown);
}

/** For the default of an exhaustive switch. */
export function assertNever(value: never): never {
	throw new AppError('bug/unexpected', `unexpected value: ${JSON.stringify(value)}`);
}
