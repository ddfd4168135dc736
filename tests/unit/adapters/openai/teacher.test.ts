import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { OpenAiTeacher } from '../../../../src/adapters/openai/teacher.ts';
import type { CallRequest } from '../../../../src/core/call.ts';
import type { ToldLimits } from '../../../../src/core/limits/told.ts';
import {
	type Behaviour,
	echo,
	type ServerScript,
	TeacherServer,
} from '../../../fakes/teacher-server.ts';

const KEY = 'sk-secret-123';
const signal = new AbortController().signal;
let server: TeacherServer;

beforeAll(async () => {
	server = await TeacherServer.start();
});
afterEach(() => {
	server.script = echo;
	server.forget();
});
afterAll(() => server.stop());

const request: CallRequest = {
	model: 'fake',
	messages: [
		{ role: 'system', content: 'be brief' },
		{ role: 'user', content: 'say yes' },
	],
	...{ temperature: 0.7, topP: 1, maxTokens: 16, seed: 3, schema: null, sample: 0 },
};
const structured: CallRequest = {
	...request,
	schema: { name: 'verdict', schema: { type: 'object', properties: {} } },
};

const teacher = (timeoutMs = 5000) =>
	new OpenAiTeacher({ baseUrl: server.baseUrl, key: KEY, timeoutMs });

async function failureOf(behaviour: Behaviour, timeoutMs?: number): Promise<unknown> {
	server.script = () => behaviour;
	return teacher(timeoutMs)
		.ask(request, signal)
		.catch((thrown: unknown) => thrown);
}

test('a request goes out as a chat completion, and its reply comes back with tokens', async () => {
	expect(await teacher().ask(request, signal)).toEqual({
		text: 'echo: say yes',
		finish: 'stop',
		promptTokens: 4,
		completionTokens: 3,
	});
	expect(server.asked).toEqual([
		{
			body: {
				model: 'fake',
				messages: request.messages,
				temperature: 0.7,
				max_tokens: 16,
				seed: 3,
			},
			authorization: `Bearer ${KEY}`,
			isAnswered: true,
		},
	]);
});

test('what the provider doesn’t tell is null, and the token limit is no error', async () => {
	server.script = () => ({ kind: 'reply', text: 'cut he', finish: 'length', usage: null });
	expect(await teacher().ask(request, signal)).toEqual({
		text: 'cut he',
		finish: 'length',
		promptTokens: null,
		completionTokens: null,
	});
});

const refuse = (status: number, code?: string): Behaviour => ({
	kind: 'refuse',
	status,
	message: `because of ${KEY}`,
	...(code === undefined ? {} : { code }),
});
const choice = (message: object, finish_reason = 'stop'): Behaviour => ({
	kind: 'body',
	body: { choices: [{ index: 0, message, finish_reason }] },
});

test.each<[string, Behaviour]>([
	['teacher/bad-key', refuse(401)],
	['teacher/forbidden', refuse(403)],
	['teacher/forbidden', refuse(402)],
	['teacher/forbidden', refuse(429, 'insufficient_quota')],
	['teacher/unknown-model', refuse(404)],
	['teacher/bad-request', refuse(400)],
	['teacher/bad-request', refuse(413)],
	['teacher/bad-request', refuse(422)],
	['teacher/filtered', refuse(400, 'content_filter')],
	['teacher/timeout', refuse(408)],
	['teacher/rate-limited', refuse(429)],
	['teacher/server-error', refuse(500)],
	['teacher/server-error', refuse(529)],
	['teacher/server-error', { kind: 'html', status: 502 }],
	['teacher/not-json', { kind: 'html', status: 200 }],
	['teacher/unreachable', { kind: 'hang-up' }],
	['teacher/cut-off', { kind: 'cut', after: '{"choices": [' }],
	['teacher/cut-off', { kind: 'malformed' }],
	['teacher/empty', choice({ role: 'assistant', content: '' })],
	['teacher/empty', choice({ role: 'assistant', content: null })],
	['teacher/empty', choice({ role: 'assistant' }, 'length')],
	['teacher/empty', { kind: 'body', body: { choices: [] } }],
	['teacher/empty', { kind: 'body', body: { error: 'out of order' } }],
	['teacher/filtered', choice({ role: 'assistant', content: 'I m' }, 'content_filter')],
	['teacher/filtered', choice({ role: 'assistant', content: null, refusal: 'I can’t' })],
])('%s is the name of %j', async (code, behaviour) => {
	const thrown = await failureOf(behaviour);
	expect(thrown).toMatchObject({ name: 'TeacherError', code, retryAfterMs: null });
	expect(
		JSON.stringify([thrown, (thrown as Error).message, (thrown as Error).stack]),
	).not.toContain(KEY);
	expect(server.asked).toHaveLength(1);
});

test.each([
	[{ 'retry-after-ms': '1500', 'retry-after': '9' }, 1500],
	[{ 'retry-after': '7' }, 7000],
	[{ 'retry-after': '0' }, 0],
	[{ 'retry-after': 'soon' }, null],
] as const)('the wait of %j is %s ms', async (headers, retryAfterMs) => {
	expect(await failureOf({ kind: 'refuse', status: 429, headers })).toMatchObject({ retryAfterMs });
});

test('a wait until a date is counted from now', async () => {
	const date = new Date(Date.now() + 60_000).toUTCString();
	const thrown = await failureOf({ kind: 'refuse', status: 503, headers: { 'retry-after': date } });
	const { retryAfterMs } = thrown as { retryAfterMs: number };
	expect(retryAfterMs).toBeGreaterThan(55_000);
	expect(retryAfterMs).toBeLessThanOrEqual(60_000);
});

test.each<Behaviour>([{ kind: 'stall' }, { kind: 'stall', after: '{"choices": [' }])(
	'time is up for %j, before as after the headers',
	async (behaviour) => {
		expect(await failureOf(behaviour, 100)).toMatchObject({
			code: 'teacher/timeout',
			message: 'No whole reply came within 0.1 s.',
		});
	},
);

test('an abort is thrown as it is, before as during a call', async () => {
	const stop = new AbortController();
	server.script = () => {
		stop.abort(new Error('enough'));
		return { kind: 'stall' };
	};
	await expect(teacher().ask(request, stop.signal)).rejects.toThrow('enough');
	await expect(teacher().ask(request, stop.signal)).rejects.toThrow('enough');
	expect(server.asked).toHaveLength(1);
});

test('nobody there is unreachable, and the message says what it may be', async () => {
	const gone = await TeacherServer.start();
	const { baseUrl } = gone;
	await gone.stop();
	await expect(new OpenAiTeacher({ baseUrl, key: KEY }).ask(request, signal)).rejects.toMatchObject(
		{
			code: 'teacher/unreachable',
			message: expect.stringContaining('CORS') as string,
		},
	);
});

test('a schema is sent strictly; a provider that refuses it is asked without, from then on', async () => {
	server.script = (body, nth) =>
		body['response_format'] === undefined ? echo(body, nth) : { kind: 'refuse', status: 400 };
	const one = teacher();
	await one.ask(structured, signal);
	await one.ask(structured, signal);
	expect(server.asked.map(({ body }) => body['response_format'])).toEqual([
		{ type: 'json_schema', json_schema: { ...structured.schema, strict: true } },
		undefined,
		undefined,
	]);
});

test('no schema is sent to a provider that is known to take none', async () => {
	const one = new OpenAiTeacher({ baseUrl: server.baseUrl, key: KEY, structuredOutput: false });
	await one.ask(structured, signal);
	expect(server.asked.map(({ body }) => body['response_format'])).toEqual([undefined]);
});

test.each([
	['max_tokens', { max_completion_tokens: 16 }],
	['seed', { max_tokens: 16 }],
])('a provider that refuses %s is asked without it', async (param, rest) => {
	server.script = (body, nth) =>
		param in body ? { kind: 'refuse', status: 400, param } : echo(body, nth);
	const one = teacher();
	await one.ask(request, signal);
	await one.ask(request, signal);
	expect(server.asked).toHaveLength(3);
	expect(server.asked[2]?.body).toMatchObject(rest);
	expect(server.asked[2]?.body).not.toHaveProperty(param);
});

/** Knows neither the old token limit, nor seeds, nor schemas, and says so of one at a time, as OpenAI does. */
const choosy: ServerScript = (body, nth) => {
	const param = ['max_tokens', 'seed', 'response_format'].find((field) => field in body);
	return param === undefined ? echo(body, nth) : { kind: 'refuse', status: 400, param };
};

/** Lets `count` requests come in before any of them is seen to. */
function together(count: number, script: ServerScript): ServerScript {
	let came = 0;
	const waiting: (() => void)[] = [];
	return async (body, nth) => {
		if (++came < count) await new Promise<void>((go) => waiting.push(go));
		for (const go of waiting.splice(0)) go();
		return script(body, nth);
	};
}

test('of many first calls at once, all are asked again in the words that the provider takes', async () => {
	server.script = together(8, choosy);
	const one = teacher();
	const lanes = Array.from({ length: 8 }, () => one.ask(structured, signal));
	for (const reply of await Promise.all(lanes)) expect(reply.text).toBe('echo: say yes');
	server.forget();
	await one.ask(structured, signal);
	expect(server.asked.map(({ body }) => body['max_completion_tokens'])).toEqual([16]);
});

test('a refusal of what was not sent, or can’t be left out, is no lesson', async () => {
	for (const param of ['max_completion_tokens', 'messages', 'model', 'toString']) {
		server.forget();
		server.script = () => ({ kind: 'refuse', status: 400, param });
		await expect(teacher().ask(request, signal)).rejects.toMatchObject({
			code: 'teacher/bad-request',
		});
		expect(server.asked).toHaveLength(1);
	}
});

test('a stream too is asked for in the words that the provider takes', async () => {
	server.script = choosy;
	const pieces: string[] = [];
	for await (const piece of teacher().stream(structured, signal)) pieces.push(piece);
	expect(pieces.join('')).toBe('echo: say yes');
});

test('a reply is streamed word by word', async () => {
	const pieces: string[] = [];
	for await (const piece of teacher().stream(request, signal)) pieces.push(piece);
	expect(pieces).toEqual(['echo: ', 'say ', 'yes']);
});

test('limits in headers are told beside a reply, a refusal and a stream, before anything else', async () => {
	const headers = { 'x-ratelimit-limit-requests': '60', 'x-ratelimit-remaining-requests': '59' };
	const told: unknown[] = [];
	const limits = ({ requests }: ToldLimits) => told.push(requests?.remaining);
	server.script = () => ({ kind: 'reply', text: 'yes', headers });
	await teacher().ask(request, signal, limits);
	const usage = (took: unknown) => told.push(took);
	for await (const piece of teacher().stream(request, signal, { limits, usage })) told.push(piece);
	server.script = () => ({ kind: 'refuse', status: 429, headers });
	await teacher()
		.ask(request, signal, limits)
		.catch(() => told.push('refused'));
	expect(told).toEqual([59, 59, 'yes', { promptTokens: 4, completionTokens: 1 }, 59, 'refused']);
});

test('a provider that refuses the options of streams is asked without them, named or not', async () => {
	for (const param of [{ param: 'stream_options' }, {}]) {
		server.forget();
		server.script = (body, nth) =>
			'stream_options' in body ? { kind: 'refuse', status: 400, ...param } : echo(body, nth);
		const pieces: string[] = [];
		for await (const piece of teacher().stream(request, signal)) pieces.push(piece);
		expect([pieces.join(''), server.asked.length]).toEqual(['echo: say yes', 2]);
	}
});

test('what was refused took nothing, and a reply without a text is paid for', async () => {
	expect(await failureOf(refuse(429))).toMatchObject({
		usage: { promptTokens: 0, completionTokens: 0 },
	});
	expect(await failureOf({ kind: 'hang-up' })).toMatchObject({ usage: { completionTokens: 0 } });
	expect(await failureOf({ kind: 'cut', after: '{' })).toMatchObject({ usage: null });
	const usage = { prompt_tokens: 4, completion_tokens: 16 };
	const thought = { choices: [{ message: { content: null }, finish_reason: 'length' }], usage };
	expect(await failureOf({ kind: 'body', body: thought })).toMatchObject({
		...{ code: 'teacher/empty', usage: { promptTokens: 4, completionTokens: 16 } },
	});
});

test.each<[string, Behaviour]>([
	['teacher/bad-key', refuse(401)],
	['teacher/cut-off', { kind: 'cut', after: 'data: {"choices": []}\n\n' }],
	['teacher/timeout', { kind: 'stall', after: 'data: {"choices": []}\n\n' }],
])('a stream fails with %s for %j', async (code, behaviour) => {
	server.script = () => behaviour;
	const read = async () => {
		for await (const piece of teacher(200).stream(request, signal)) expect(piece).toBe('');
	};
	await expect(read()).rejects.toMatchObject({ code });
});

test('models are listed by id', async () => {
	expect(await teacher().models(signal)).toEqual(['fake']);
});
