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

/** The code of any thrown value; 'unknown' for what isn't ours. */
export function codeOf(thrown: unknown): string {
	if (thrown instanceof AppError) return thrown.code;
	if (thrown instanceof Error && thrown.name === 'AbortError') return 'aborted';
	return 'unknown';
}

/** What a person can read of any thrown value. */
export function messageOf(thrown: unknown): string {
	return thrown instanceof Error ? thrown.message : String(thrown);
}

/** For the default of an exhaustive switch. */
export function assertNever(value: never): never {
	throw new AppError('bug/unexpected', `unexpected value: ${JSON.stringify(value)}`);
}
