/** One request for what lacks of a file, and what its answer is worth. */
import { AppError, messageOf } from '../../src/core/error.ts';
import type { WantedFile } from '../../src/core/models/model-note.ts';

export type Asked = {
	readonly file: WantedFile;
	/** Byte from which on it is wanted. */
	readonly from: number;
	readonly paused: AbortSignal;
	/** Aborts with `paused` too. */
	readonly stalled: AbortSignal;
};
export type Answer = {
	readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
	/** Byte at which it begins. */
	readonly from: number;
	/** Of the whole file, as the answer's header says; null: it doesn't. */
	readonly bytes: number | null;
};

/** The connection broke; asking again may help, where the server says when, after that. */
export class BrokenOff extends Error {
	readonly afterMs: number;
	constructor(message: string, afterMs = 0) {
		super(message);
		this.afterMs = afterMs;
	}
}

export function brokenOff(cause: unknown, paused: AbortSignal): unknown {
	return paused.aborted ? paused.reason : new BrokenOff(messageOf(cause));
}

/**
 * The rest of the file. Its address names a commit, and the whole is held to a digest: an If-Range, which isn't a simple
 * header, would only add a question before every answer, and hubs don't allow it. 'all here': of a file whose size nobody
 * listed the server has no more. Throws `BrokenOff` and what the port `Models` says.
 */
export async function answer(asked: Asked): Promise<Answer | 'all here'> {
	const { file, from } = asked;
	const response = await send(asked);
	const { body, status } = response;
	if (status === 416 && file.bytes === null && from > 0) return 'all here';
	if (!response.ok || body === null) throw refusal(file, response);
	const begins = status === 206 ? from : 0;
	const length = response.headers.get('content-length');
	return { body, from: begins, bytes: length === null ? null : begins + Number(length) };
}

function refusal(file: WantedFile, response: Response): Error {
	const { status } = response;
	if (status === 404)
		return new AppError('student/file-missing', `${hostOf(file)} has no file ${file.path} any more`);
	if (status === 429 || status >= 500)
		return new BrokenOff(`status ${String(status)}`, retryAfterMs(response));
	return new AppError(
		'student/fetch-refused',
		`${file.path}: expected the file of ${hostOf(file)}, got status ${String(status)}`,
	);
}

async function send({ file, from, paused, stalled }: Asked): Promise<Response> {
	// With a range Chromium asks for no packing: only of bare bytes the length is the file's.
	const isRange = from > 0 || file.bytes === null;
	const headers: Record<string, string> = isRange ? { Range: `bytes=${String(from)}-` } : {};
	const quietly = { credentials: 'omit', cache: 'no-store' } as const;
	try {
		return await fetch(file.url, { ...quietly, headers, signal: stalled });
	} catch (cause) {
		throw brokenOff(cause, paused);
	}
}

/** Seconds; 0 where the server doesn't say or says a date. */
function retryAfterMs(response: Response): number {
	const seconds = Number(response.headers.get('retry-after') ?? 0);
	return Number.isFinite(seconds) ? seconds * 1000 : 0;
}

function hostOf({ url }: WantedFile): string {
	return new URL(url).host;
}
