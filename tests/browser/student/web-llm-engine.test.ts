/** The student on web-llm beyond the contract: a real MLCEngine in its worker, on WebGPU (SwiftShader), the shipped student. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { OpfsStudentFiles } from '../../../src/adapters/opfs/student-files.ts';
import { webLlmObstacle } from '../../../src/adapters/web-llm/obstacle.ts';
import { WebLlmStudentEngine } from '../../../src/adapters/web-llm/student-engine.ts';
import type { StudentOptions } from '../../../src/app/ports/student-engine.ts';
import { readSelfTest, runSelfTest } from '../../../src/app/self-test.ts';
import { codeOf } from '../../../src/core/error.ts';
import type { StudentSource } from '../../../src/core/student.ts';
import { answersOf, GREEDY, never, prompts, remote, SHIPPED } from './practice.ts';

const ON_GPU = { device: 'webgpu' } as const;
/** Each load takes SwiftShader seconds: this one for all tests that leave the student as it is. */
const engine = new WebLlmStudentEngine();
/** Loaded beside it; its workers are kept in sight. */
const workers: Worker[] = [];
const mortal = new WebLlmStudentEngine(() => {
	const worker = new Worker(new URL('./losing-web-llm.ts', import.meta.url), { type: 'module' });
	workers.push(worker);
	return worker;
});
beforeAll(async () => {
	await Promise.all([engine, mortal].map((each) => each.load(SHIPPED, ON_GPU, never)));
}, 240_000);
afterAll(() => {
	engine.close();
	mortal.close();
});

const others: WebLlmStudentEngine[] = [];
function another(): WebLlmStudentEngine {
	const made = new WebLlmStudentEngine();
	others.push(made);
	return made;
}
afterEach(() => {
	for (const made of others.splice(0)) made.close();
});
const failure = (promise: Promise<unknown>) => promise.then(() => undefined, codeOf);
const [PROMPT = []] = prompts(1);

async function replyOf(asked: WebLlmStudentEngine, options: Partial<StudentOptions> = {}) {
	let reply = '';
	for await (const piece of asked.chat(PROMPT, { ...GREEDY, ...options }, never)) reply += piece;
	return reply;
}

describe('the shipped student', () => {
	test('repeats its self-test token for token', async () => {
		const text = await (await fetch('/models/practice-student/selftest.json')).text();
		const facts = { engine: 'web-llm', device: 'webgpu' } as const;
		const result = await runSelfTest(engine, readSelfTest(text), { facts, signal: never });
		expect(result).toEqual({ passed: true, cases: readSelfTest(text).cases.length, ...facts });
	}, 120_000);

	test('tells of a reply how many tokens it read and wrote, and how fast', async () => {
		const [answer] = await answersOf(engine, [PROMPT]);
		expect(await replyOf(engine)).toBe(answer?.text);
		const facts = engine.lastReply;
		expect(facts).toMatchObject({
			promptTokens: (await engine.promptIds(PROMPT)).length,
			tokens: answer?.tokens,
			finish: answer?.finish,
			logprobs: null,
		});
		expect(Math.min(facts?.firstTokenMs ?? 0, facts?.prefillPerSecond ?? 0)).toBeGreaterThan(0);
		expect(engine.measured).toMatchObject({ batch: 1 });
	});

	test('ends before a stop text, of which nothing is ever told', async () => {
		const whole = await replyOf(engine, { temperature: 1, maxTokens: 6, seed: 5 });
		const stop = whole.slice(1, 3);
		const cut = await replyOf(engine, { temperature: 1, maxTokens: 6, seed: 5, stop: [stop] });
		expect(stop).toHaveLength(2);
		expect(cut).toBe(whole.slice(0, whole.indexOf(stop)));
		expect(engine.lastReply).toMatchObject({ finish: 'stop' });
	});

	test('draws from the likeliest tokens alone, and tells their log-probabilities', async () => {
		const greedy = await replyOf(engine);
		const drawn = await replyOf(engine, { temperature: 2, topP: 0.01, topLogprobs: 2 });
		expect(drawn).toBe(greedy);
		const [first] = engine.lastReply?.logprobs ?? [];
		expect(first?.top).toHaveLength(2);
		expect(first?.top[0]).toEqual({ token: first?.token, logprob: first?.logprob });
		expect(first?.logprob).toBeLessThanOrEqual(0);
	});

	test('keeps to a JSON schema', async () => {
		const reply = await replyOf(engine, { schema: { type: 'boolean' } });
		expect(typeof JSON.parse(reply)).toBe('boolean');
	}, 60_000);

	test('takes an empty stop text for none', async () => {
		expect(await replyOf(engine, { stop: [''] })).toBe(await replyOf(engine));
	});

	test('refuses a JSON schema that it can’t keep to at once, and answers on', async () => {
		const schema = { type: 'object', properties: { a: { $ref: '#/nowhere' } } };
		expect(await failure(replyOf(engine, { schema }))).toBe('student/not-offered');
		expect(await replyOf(engine)).toBe((await answersOf(engine, [PROMPT]))[0]?.text);
	}, 60_000);

	test('stops in the middle of a reply, and answers on', async () => {
		const stop = new AbortController();
		const hear = async () => {
			const options = { ...GREEDY, temperature: 2, maxTokens: 200 };
			for await (const piece of engine.chat(PROMPT, options, stop.signal))
				if (piece !== '') stop.abort(new Error('enough'));
		};
		await expect(hear()).rejects.toThrow('enough');
		expect(await replyOf(engine)).toBe((await answersOf(engine, [PROMPT]))[0]?.text);
	});
});

test('two that load at once answer alike', async () => {
	expect(await answersOf(mortal, prompts(2))).toEqual(await answersOf(engine, prompts(2)));
}, 60_000);

describe('what breaks', () => {
	test('a lost GPU and a dead worker are named, and replaced at the next question', async () => {
		const hear = async () => {
			const options = { ...GREEDY, temperature: 2, maxTokens: 200 };
			for await (const piece of mortal.chat(PROMPT, options, never))
				if (piece !== '') workers.at(-1)?.postMessage('lose the device');
		};
		expect(await failure(hear())).toBe('student/device-lost');
		const wanted = await answersOf(engine, [PROMPT]);
		expect(await answersOf(mortal, [PROMPT])).toEqual(wanted);
		expect(workers).toHaveLength(2);
		workers[1]?.terminate();
		expect(await answersOf(mortal, [PROMPT])).toEqual(wanted);
		expect(workers).toHaveLength(3);
	}, 240_000);

	test('a GPU lost between two questions is replaced with the next one', async () => {
		const wanted = await answersOf(engine, [PROMPT]);
		workers.at(-1)?.postMessage('lose the device');
		const ids = await mortal.promptIds(PROMPT);
		expect(ids).toEqual(await engine.promptIds(PROMPT));
		expect(await replyOf(mortal)).toBe(wanted[0]?.text);
	}, 240_000);

	test('files that are missing, damaged or of another student are named before anything runs', async () => {
		const whole = await remote();
		const without = (path: RegExp) => whole.files.filter((file) => !path.test(file.path));
		const damaged = (path: string) =>
			whole.files.map((file) => (file.path === path ? { ...file, sha256: 'f'.repeat(64) } : file));
		const load = (files: typeof whole.files) =>
			failure(another().load({ ...whole, files }, ON_GPU, never));
		expect(await load(without(/^mlc\//))).toBe('student/no-mlc-files');
		expect(await load(without(/^mlc\/params/))).toBe('student/file-missing');
		expect(await load(without(/^tokenizer\.json/))).toBe('student/file-missing');
		expect(await load(damaged('mlc/params_shard_0.bin'))).toBe('student/corrupt-file');
	}, 120_000);

	test('a student of another shape has no library, and nothing is tried', async () => {
		const stored = new OpfsStudentFiles();
		const text = async (path: string) => (await fetch(`/models/practice-student/${path}`)).text();
		const files: [string, string][] = [
			[
				'config.json',
				(await text('config.json')).replace(/"hidden_size": 128/, '"hidden_size": 256'),
			],
			['mlc/mlc-chat-config.json', await text('mlc/mlc-chat-config.json')],
			['mlc/tensor-cache.json', await text('mlc/tensor-cache.json')],
			['tokenizer_config.json', await text('tokenizer_config.json')],
		];
		const source: StudentSource = { kind: 'stored', folder: 'another/shape' };
		for (const [path, content] of files)
			await stored.write(source.folder, path, new Blob([content]));
		expect(await failure(another().load(source, ON_GPU, never))).toBe('student/wrong-library');
		await stored.delete(source.folder);
	});

	test('a program in place of a GPU is never taken without being asked for', async () => {
		expect(await webLlmObstacle(SHIPPED)).toEqual({ kind: 'no-gpu' });
	});
});
