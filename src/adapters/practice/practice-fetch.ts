/** The practice teacher as the network would be: a `fetch` that answers the OpenAI protocol without leaving the page. */
import {
	NO_FAULTS,
	type PracticeFaults,
	type PracticeReply,
	type PracticeRequest,
	replyAsPracticeTeacher,
} from '../../core/practice/teacher.ts';
import { PRACTICE_TEACHER } from '../../core/teacher.ts';
import { sleep } from '../system/sleep.ts';

export type PracticeFetchOptions = {
	/** Default: none. */
	readonly faults?: PracticeFaults;
	/** Between the words of a streamed reply; default 20 ms, as fast as people read. */
	readonly wordMs?: number;
};

/** A `fetch` for `GET …/models` and `POST …/chat/completions`, streamed or whole; 404 for all else. */
export function practiceFetch(options: PracticeFetchOptions = {}): typeof fetch {
	const { faults = NO_FAULTS, wordMs = 20 } = options;
	const attemptOf = countsAttempts(faults);
	return async (input, init) => {
		const { pathname } = new URL(input instanceof Request ? input.url : input);
		const { model } = PRACTICE_TEACHER;
		if (pathname.endsWith('/models'))
			return Response.json({ object: 'list', data: [{ id: model, object: 'model' }] });
		if (!pathname.endsWith('/chat/completions') || typeof init?.body !== 'string')
			return refusal(404, `The practice teacher has no ${pathname}.`);
		const request = readRequest(init.body);
		if (request === undefined) return refusal(400, 'Expected messages with a role and a content.');
		const reply = replyAsPracticeTeacher(request, { faults, attempt: attemptOf(init.body) });
		const signal = init.signal ?? new AbortController().signal;
		if (reply.latencyMs > 0) await sleep(reply.latencyMs, signal);
		signal.throwIfAborted();
		return responseOf(reply, request.stream === true, { wordMs, signal });
	};
}

function responseOf(
	reply: PracticeReply,
	isStreamed: boolean,
	{ wordMs, signal }: { readonly wordMs: number; readonly signal: AbortSignal },
): Response {
	if (reply.kind === 'rate-limited')
		return refusal(429, 'Slow down.', { 'retry-after-ms': String(reply.retryAfterMs) });
	return isStreamed ? streamed(reply, wordMs, signal) : Response.json(wholeReply(reply));
}

/** Attempts matter only to the share of them that is turned down. */
function countsAttempts({ rateLimitedShare }: PracticeFaults): (body: string) => number {
	if (rateLimitedShare === 0) return () => 1;
	const attempts = new Map<string, number>();
	return (body) => {
		const attempt = (attempts.get(body) ?? 0) + 1;
		attempts.set(body, attempt);
		return attempt;
	};
}

function readRequest(body: string): (PracticeRequest & { stream?: unknown }) | undefined {
	const request = JSON.parse(body) as Partial<PracticeRequest>;
	const isWhole =
		Array.isArray(request.messages) &&
		request.messages.every(
			(message: unknown) =>
				typeof message === 'object' &&
				message !== null &&
				'content' in message &&
				typeof message.content === 'string',
		);
	return isWhole ? (request as PracticeRequest) : undefined;
}

type Completion = Extract<PracticeReply, { kind: 'completion' }>;

const NAMES = { id: 'chatcmpl-practice', created: 0, model: PRACTICE_TEACHER.model };

function wholeReply({ content, finish_reason, usage }: Completion) {
	return {
		...NAMES,
		object: 'chat.completion',
		choices: [{ index: 0, message: { role: 'assistant', content, refusal: null }, finish_reason }],
		usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens },
	};
}

/** Server-sent events, a word each. */
function streamed(reply: Completion, wordMs: number, signal: AbortSignal): Response {
	const encoder = new TextEncoder();
	const words = reply.content.split(/(?<=\s)/);
	const chunk = (delta: object, finish_reason: string | null) =>
		encoder.encode(
			`data: ${JSON.stringify({ ...NAMES, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason }] })}\n\n`,
		);
	const body = new ReadableStream<Uint8Array>({
		async pull(controller) {
			const word = words.shift();
			if (word === undefined) {
				controller.enqueue(chunk({}, reply.finish_reason));
				controller.enqueue(encoder.encode('data: [DONE]\n\n'));
				controller.close();
				return;
			}
			if (wordMs > 0) await sleep(wordMs, signal);
			controller.enqueue(chunk({ content: word }, null));
		},
	});
	return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

function refusal(status: number, message: string, headers: Record<string, string> = {}): Response {
	return Response.json(
		{ error: { message, type: null, param: null, code: null } },
		{ status, headers },
	);
}
