import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { RemoteStudentEngine } from '../../../../src/adapters/remote/student-engine.ts';
import type { StudentOptions } from '../../../../src/app/ports/student-engine.ts';
import type { Message } from '../../../../src/core/call.ts';
import type { EndpointSource } from '../../../../src/core/student.ts';
import { keySlotOf, type OpenAiTeacher } from '../../../../src/core/teacher.ts';
import {
	echo,
	TeacherServer,
	type Behaviour,
	type ServerScript,
} from '../../../fakes/teacher-server.ts';

const never = new AbortController().signal;
const GREEDY: StudentOptions = { temperature: 0, maxTokens: 16, seed: 7 };
const AUTO = { device: 'auto' } as const;
const asked = (...texts: string[]): Message[][] =>
	texts.map((content) => [{ role: 'user', content }]);
const refuse = (status: number, more: object = {}): Behaviour => ({
	...{ kind: 'refuse', status, message: 'no' },
	...more,
});

let server: TeacherServer;
/** What was waited between tries, ms. */
let waits: number[] = [];
beforeAll(async () => {
	server = await TeacherServer.start();
});
afterAll(() => server.stop());
beforeEach(() => {
	server.script = echo;
	server.forget();
	waits = [];
});

const at = (more: Partial<OpenAiTeacher> = {}): EndpointSource => ({
	kind: 'endpoint',
	at: {
		...{ kind: 'openai', baseUrl: server.baseUrl, model: 'fake', prices: null },
		...{ concurrency: 4, structuredOutput: true },
		...more,
	},
});

function engineWith(key: string | null = 'sk-1', patienceMs = 60_000) {
	return new RemoteStudentEngine({
		link: () => Promise.resolve(undefined),
		keyOf: (slot) => (slot === keySlotOf(at().at) ? (key ?? undefined) : undefined),
		tokens: () => {
			throw new Error('no tokenizer of an endpoint is here');
		},
		patienceMs,
		clock: () => Date.now(),
		sleep: (ms) => {
			waits.push(ms);
			return Promise.resolve();
		},
		random: () => 0,
	});
}

async function opened(key?: string | null) {
	const engine = engineWith(key);
	await engine.load(at(), AUTO, never);
	return engine;
}

async function answersOf(engine: RemoteStudentEngine, prompts: Message[][], options = GREEDY) {
	const answers = [];
	for await (const answer of engine.answer(prompts, options, never)) answers.push(answer);
	return answers.toSorted((one, other) => one.index - other.index);
}

async function chatOf(engine: RemoteStudentEngine, prompt: string, options = GREEDY) {
	const pieces: string[] = [];
	const [messages = []] = asked(prompt);
	for await (const piece of engine.chat(messages, options, never)) pieces.push(piece);
	return pieces;
}

describe('loading', () => {
	test('says that answers are computed elsewhere, and what nobody here can know', async () => {
		const engine = engineWith();
		const facts = await engine.load(at(), AUTO, never);
		expect(facts).toEqual({
			...{ engine: 'remote', device: 'remote', origin: new URL(server.baseUrl).origin },
			...{ contextTokens: null, loadMs: expect.any(Number) as number },
			note: 'Nothing of it is tested here, and its tokens are its own.',
		});
		expect(engine.loaded).toEqual(facts);
		for (const unknown of [
			() => engine.promptIds([]),
			() => engine.countTokens([], never),
			() => engine.greedyIds([], 1, never),
			() => engine.greedyDiffers([], [], never),
		])
			await expect(unknown()).rejects.toMatchObject({ code: 'student/not-told' });
	});

	test('names the models that there are in place of one that isn’t', async () => {
		const engine = engineWith();
		await expect(engine.load(at({ model: 'other' }), AUTO, never)).rejects.toMatchObject({
			code: 'student/unknown-model',
			message: expect.stringContaining('offers no other. It offers: fake.') as string,
		});
		expect(engine.loaded).toBeNull();
	});

	test('of an address that nobody answers at fails by name', async () => {
		const gone = await TeacherServer.start();
		const { baseUrl } = gone;
		await gone.stop();
		await expect(engineWith().load(at({ baseUrl }), AUTO, never)).rejects.toMatchObject({
			code: 'student/unreachable',
		});
	});

	test('of what the trainer shall answer needs a trainer, and a student that it may have', async () => {
		const stored = { kind: 'stored', folder: 's' } as const;
		await expect(engineWith().load(stored, AUTO, never)).rejects.toMatchObject({
			code: 'student/not-at-trainer',
		});
		const known = { ...AUTO, model: 'student-1' };
		await expect(engineWith().load(stored, known, never)).rejects.toMatchObject({
			code: 'trainer/not-linked',
		});
	});

	test('an abort is thrown as it is', async () => {
		const enough = AbortSignal.abort(new Error('enough'));
		await expect(engineWith().load(at(), AUTO, enough)).rejects.toThrow('enough');
	});
});

describe('answers', () => {
	test('come once each, with the numbers that were asked for and the prompt’s own seed', async () => {
		const engine = await opened();
		const options = { ...GREEDY, temperature: 0.5, topP: 0.9, stop: ['END'], seeds: [11, 12, 13] };
		const answers = await answersOf(engine, asked('a', 'b b', 'c'), options);
		expect(answers).toEqual([
			{ index: 0, text: 'echo: a', tokens: 2, finish: 'stop' },
			{ index: 1, text: 'echo: b b', tokens: 3, finish: 'stop' },
			{ index: 2, text: 'echo: c', tokens: 2, finish: 'stop' },
		]);
		const bodies = server.asked.map(({ body }) => body);
		expect(bodies.map(({ messages, seed }) => [messages[0]?.content, seed]).sort()).toEqual([
			['a', 11],
			['b b', 12],
			['c', 13],
		]);
		expect(bodies[0]).toMatchObject({
			...{ model: 'fake', temperature: 0.5, top_p: 0.9, max_tokens: 16, stop: ['END'] },
		});
		expect(server.asked.every(({ authorization }) => authorization === 'Bearer sk-1')).toBe(true);
		expect(engine.measured).toMatchObject({ batch: 3, decodeTokensPerSecond: null });
		expect(await answersOf(engine, [])).toEqual([]);
	});

	test('are asked for in as many lanes as the endpoint takes, and no more', async () => {
		const engine = await opened();
		let open = 0;
		let most = 0;
		server.script = async (body, nth) => {
			most = Math.max(most, ++open);
			await new Promise((resolve) => setTimeout(resolve, 5));
			open--;
			return echo(body, nth);
		};
		const texts = Array.from({ length: 20 }, (_, index) => `${index}`);
		expect(await answersOf(engine, asked(...texts))).toHaveLength(20);
		expect(most).toBe(4);
	});

	test('whose tokens aren’t told have none, rather than a guess', async () => {
		server.script = () => ({ kind: 'reply', text: 'x', usage: null });
		const engine = await opened();
		expect(await answersOf(engine, asked('a'))).toMatchObject([{ text: 'x', tokens: null }]);
		expect(await chatOf(engine, 'a')).toEqual(['x']);
		expect(engine.lastReply).toBeNull();
	});

	test('may be empty where the model said nothing and stopped', async () => {
		const choices = [{ message: { content: '' }, finish_reason: 'stop' }];
		const usage = { prompt_tokens: 3, completion_tokens: 0 };
		server.script = () => ({ kind: 'body', body: { choices, usage } });
		expect(await answersOf(await opened(), asked('a'))).toEqual([
			{ index: 0, text: '', tokens: 0, finish: 'stop' },
		]);
	});

	test('to a prompt that fills the context are empty, and the others go on', async () => {
		server.script = (body, nth) =>
			body.messages[0]?.content === 'long'
				? refuse(400, { code: 'context_length_exceeded' })
				: echo(body, nth);
		const engine = await opened();
		expect(await answersOf(engine, asked('long', 'a'))).toEqual([
			{ index: 0, text: '', tokens: 0, finish: 'length' },
			{ index: 1, text: 'echo: a', tokens: 2, finish: 'stop' },
		]);
		await expect(chatOf(engine, 'long')).rejects.toMatchObject({ code: 'student/prompt-too-long' });
	});

	test('are asked for again after what passes, as long apart as the server says', async () => {
		const engine = await opened();
		const script: Behaviour[] = [
			refuse(429, { headers: { 'retry-after': '3' } }),
			refuse(500),
			{ kind: 'hang-up' },
			{ kind: 'malformed' },
		];
		server.script = (body, nth) => script[nth - 1] ?? echo(body, nth);
		expect(await answersOf(engine, asked('a'))).toMatchObject([{ text: 'echo: a' }]);
		expect(server.asked).toHaveLength(5);
		expect(waits.some((ms) => ms > 2900 && ms <= 3300)).toBe(true);
	});

	test.each<[string, Behaviour, number]>([
		['student/bad-key', refuse(401), 1],
		['student/forbidden', refuse(403), 1],
		['student/unknown-model', refuse(404), 1],
		['student/bad-request', refuse(400, { param: 'messages' }), 1],
		['student/server-error', refuse(500), 6],
		['student/unreachable', { kind: 'hang-up' }, 3],
		['student/cut-off', { kind: 'cut', after: '{"choices": [' }, 4],
		['student/not-json', { kind: 'html', status: 200 }, 4],
		['student/not-json', { kind: 'body', body: { choices: [] } }, 4],
		['student/empty', thought(), 3],
	])('fail with %s for %j after a bounded number of tries', async (code, behaviour, tries) => {
		const engine = await opened();
		server.script = () => behaviour;
		await expect(answersOf(engine, asked('a'))).rejects.toMatchObject({ name: 'AppError', code });
		expect(server.asked).toHaveLength(tries);
		server.script = echo;
		expect(await answersOf(engine, asked('a'))).toHaveLength(1);
	});

	test('keep the key out of what is said, and say that one is missing', async () => {
		server.script = () => refuse(401, { message: 'your key sk-1 is wrong' });
		const thrown: unknown = await answersOf(await opened(), asked('a')).catch((e: unknown) => e);
		expect((thrown as Error).message).not.toContain('sk-1');
		expect((thrown as Error).message).toContain(new URL(server.baseUrl).origin);
		await expect(answersOf(await opened(null), asked('a'))).rejects.toMatchObject({
			code: 'student/key-missing',
		});
	});

	test('end at once with what an abort gives as its reason, and the student answers on', async () => {
		const engine = await opened();
		server.script = () => ({ kind: 'stall' });
		const stop = new AbortController();
		const answering = engine.answer(asked('a', 'b'), GREEDY, stop.signal).next();
		await expect.poll(() => server.asked.length).toBe(2);
		stop.abort(new Error('enough'));
		await expect(answering).rejects.toThrow('enough');
		server.script = echo;
		expect(await answersOf(engine, asked('a'))).toHaveLength(1);
	});

	test('that never come, or stall midway, are given up by name', async () => {
		const engine = engineWith('sk-1', 100);
		await engine.load(at(), AUTO, never);
		for (const behaviour of [{ kind: 'stall' }, { kind: 'stall', after: '{"choi' }] as const) {
			server.script = () => behaviour;
			await expect(answersOf(engine, asked('a'))).rejects.toMatchObject({
				code: 'student/timeout',
			});
			await expect(chatOf(engine, 'a')).rejects.toMatchObject({ code: 'student/timeout' });
		}
	});

	test('that came before a failure are handed out before it', async () => {
		const engine = await opened();
		server.script = (body, nth) =>
			body.messages[0]?.content === 'b' ? refuse(401) : echo(body, nth);
		const heard: string[] = [];
		const answering = (async () => {
			for await (const { text } of engine.answer(asked('a', 'b'), GREEDY, never)) heard.push(text);
		})();
		await expect(answering).rejects.toMatchObject({ code: 'student/bad-key' });
		expect(heard).toEqual(['echo: a']);
	});
});

describe('what an endpoint can’t keep to', () => {
	const schema = { type: 'object' };
	test('a schema is sent, and refused by name where the endpoint refuses it', async () => {
		const engine = await opened();
		await answersOf(engine, asked('a'), { ...GREEDY, schema });
		expect(server.asked[0]?.body).toMatchObject({
			response_format: { type: 'json_schema', json_schema: { schema } },
		});
		server.script = unless('response_format');
		await expect(answersOf(engine, asked('a'), { ...GREEDY, schema })).rejects.toMatchObject({
			code: 'student/not-offered',
		});
		await expect(chatOf(engine, 'a', { ...GREEDY, topLogprobs: 2 })).rejects.toMatchObject({
			code: 'student/not-offered',
		});
	});

	test('seeds are left out where they are refused, and the student says so', async () => {
		const engine = await opened();
		server.script = unless('seed');
		expect(await answersOf(engine, asked('a'))).toHaveLength(1);
		expect(engine.loaded?.note).toContain('It takes no seeds');
	});

	test('a server that answers as another model is named', async () => {
		const engine = await opened();
		const choices = [{ message: { content: 'hi' }, finish_reason: 'stop' }];
		server.script = () => ({ kind: 'body', body: { model: 'another', choices } });
		await answersOf(engine, asked('a'));
		expect(engine.loaded?.note).toContain('It calls the model that answers another.');
	});
});

describe('a chat', () => {
	test('comes in pieces, and tells how it came about', async () => {
		const engine = await opened();
		expect(await chatOf(engine, 'two words')).toEqual(['echo: ', 'two ', 'words']);
		expect(engine.lastReply).toMatchObject({
			...{ promptTokens: 2, tokens: 3, finish: 'stop', prefillPerSecond: null, logprobs: null },
		});
	});

	test('that breaks off or is refused fails by name, once', async () => {
		const engine = await opened();
		const half =
			'data: {"choices":[{"index":0,"delta":{"content":"half"},"finish_reason":null}]}\n\n';
		for (const [code, behaviour] of [
			['student/cut-off', { kind: 'cut', after: half }],
			['student/rate-limited', refuse(429)],
		] as const) {
			server.forget();
			server.script = () => behaviour;
			await expect(chatOf(engine, 'a')).rejects.toMatchObject({ code });
			expect(server.asked).toHaveLength(1);
		}
	});
});

test('a closed engine has no student until the next is loaded', async () => {
	const engine = await opened();
	engine.close();
	expect([engine.loaded, engine.measured, engine.lastReply]).toEqual([null, null, null]);
	for (const call of [
		() => answersOf(engine, asked('a')),
		() => chatOf(engine, 'a'),
		() => engine.promptIds([]),
		() => engine.countTokens([], never),
		() => engine.greedyIds([], 1, never),
	])
		await expect(call()).rejects.toMatchObject({ code: 'student/not-loaded' });
	await engine.load(at(), AUTO, never);
	expect(await answersOf(engine, asked('a'))).toHaveLength(1);
});

/** A model that thought until its tokens were used up. */
function thought(): Behaviour {
	const choices = [{ message: { content: null }, finish_reason: 'length' }];
	return { kind: 'body', body: { choices, usage: { prompt_tokens: 1, completion_tokens: 16 } } };
}

/** Refuses requests with this field. */
function unless(field: string): ServerScript {
	return (body, nth) => (field in body ? refuse(400, { param: field }) : echo(body, nth));
}
