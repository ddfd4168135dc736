/** What the client throws, as the teacher's failures by name; the key is in none of them. */
import { APIConnectionError, APIError } from 'openai';
import { NO_TOKENS, TeacherError, type TeacherErrorCode } from '../../core/teacher-error.ts';

/** A provider's own words are cut here, in characters: some send whole pages. */
const LONGEST_WORDS = 300;

/** The failure behind anything thrown before or while a reply was read; `who` failed, in its message. */
export function teacherErrorOf(thrown: unknown, key: string, who = 'The teacher'): unknown {
	if (thrown instanceof TeacherError) return thrown;
	if (thrown instanceof APIConnectionError)
		return new TeacherError(
			'teacher/unreachable',
			`${who} can’t be reached: it is down, the address is wrong, or it doesn’t allow calls from a web page (CORS).`,
			{ usage: NO_TOKENS },
		);
	if (isRefusal(thrown)) return refusalOf(thrown, key, who);
	// The status was fine, so what failed is reading the body: a connection that ended or JSON that stops midway.
	if (thrown instanceof TypeError || thrown instanceof SyntaxError || thrown instanceof APIError)
		return new TeacherError(
			'teacher/cut-off',
			`The reply broke off: ${words(thrown.message, key)}`,
		);
	return thrown;
}

export type Refusal = APIError<number, Headers, object | undefined>;

/** Whether the provider answered, with a status that says no. */
export function isRefusal(thrown: unknown): thrown is Refusal {
	return thrown instanceof APIError && typeof thrown.status === 'number';
}

function refusalOf(refusal: Refusal, key: string, who: string): TeacherError {
	const code = codeOf(refusal.status, refusal.code);
	return new TeacherError(code, `${who} said ${words(refusal.message, key)}`, {
		retryAfterMs: retryAfterMs(refusal.headers, Date.now()),
		usage: NO_TOKENS,
	});
}

const BY_STATUS: Readonly<Record<number, TeacherErrorCode>> = {
	401: 'teacher/bad-key',
	402: 'teacher/forbidden',
	403: 'teacher/forbidden',
	404: 'teacher/unknown-model',
	408: 'teacher/timeout',
	429: 'teacher/rate-limited',
};

function codeOf(status: number, code: string | null | undefined): TeacherErrorCode {
	if (code === 'content_filter') return 'teacher/filtered';
	// No credit left comes as a 429, and waiting doesn't help.
	if (code === 'insufficient_quota') return 'teacher/forbidden';
	return BY_STATUS[status] ?? (status >= 500 ? 'teacher/server-error' : 'teacher/bad-request');
}

/** In ms from `retry-after-ms`, or `retry-after` in seconds or as a date (RFC 9110, 10.2.3); null where it isn't told. */
function retryAfterMs(headers: Headers, now: number): number | null {
	const ms = Number.parseFloat(headers.get('retry-after-ms') ?? '');
	if (ms >= 0) return ms;
	const text = headers.get('retry-after');
	if (text === null) return null;
	const seconds = Number(text);
	if (seconds >= 0) return seconds * 1000;
	const date = Date.parse(text);
	return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/** The provider's words without the key, on one line, and no page of HTML. */
export function words(text: string, key: string): string {
	const plain = text.replaceAll(key === '' ? /(?!)/g : key, '…').replaceAll(/<[^>]*>|\s+/g, ' ');
	const line = plain.replaceAll(/ +/g, ' ').trim();
	return line.length > LONGEST_WORDS ? `${line.slice(0, LONGEST_WORDS)} …` : line;
}
