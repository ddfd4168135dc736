import { describe, expect, test } from 'vitest';
import { ChoosingStudentEngine } from '../../../../src/adapters/student/choosing-engine.ts';
import type { WebLlmObstacle } from '../../../../src/adapters/web-llm/obstacle.ts';
import type { EngineChoice, EngineTask } from '../../../../src/app/engine-choice.ts';
import type { StudentAnswer } from '../../../../src/app/ports/student-engine.ts';
import { AppError } from '../../../../src/core/error.ts';
import type { EndpointSource } from '../../../../src/core/student.ts';
import { PacedStudentEngine, type TestClock } from '../../../fakes/paced-student.ts';

const SOURCE = { kind: 'stored', folder: 's1' } as const;
const AUTO = { device: 'auto' } as const;
const GREEDY = { temperature: 0, maxTokens: 4, seed: 1 } as const;
const never = new AbortController().signal;
const asked = (count: number) =>
	Array.from({ length: count }, (_, index) => [{ role: 'user', content: `${index}` } as const]);

type World = {
	readonly task?: EngineTask;
	readonly choice?: EngineChoice;
	readonly obstacle?: WebLlmObstacle | null;
	/** Milliseconds an answer. */
	readonly webLlmMs?: number;
	/** Of web-llm, from what the trainer's model says. */
	readonly difference?: string;
};

function open(world: World = {}) {
	const { task = 'pools', choice = 'auto', obstacle = null, webLlmMs = 10 } = world;
	const { difference = null } = world;
	const clock: TestClock = { ms: 0 };
	const transformers = new PacedStudentEngine('transformers.js', 50, clock);
	const beside = new PacedStudentEngine('transformers.js', 50, clock);
	const webLlm = new PacedStudentEngine('web-llm', webLlmMs, clock);
	const remote = new PacedStudentEngine('remote', 1, clock);
	const engine = new ChoosingStudentEngine({
		task,
		choice: () => Promise.resolve(choice),
		transformers,
		beside,
		webLlm,
		remote,
		obstacle: () => Promise.resolve(obstacle),
		webLlmTest: () => Promise.resolve(difference),
		now: () => clock.ms,
	});
	return { engine, transformers, beside, webLlm, remote };
}

async function answersOf(engine: ChoosingStudentEngine, count: number) {
	const answers: StudentAnswer[] = [];
	const seeds = asked(count).map((_, index) => 100 + index);
	for await (const answer of engine.answer(asked(count), { ...GREEDY, seeds }, never))
		answers.push(answer);
	return answers;
}

async function replyOf(engine: ChoosingStudentEngine) {
	let reply = '';
	for await (const piece of engine.chat([], GREEDY, never)) reply += piece;
	return reply;
}

describe('answers from elsewhere', () => {
	const endpoint: EndpointSource = {
		kind: 'endpoint',
		at: {
			...{ kind: 'openai', baseUrl: 'http://127.0.0.1:1/v1', model: 'm', prices: null },
			...{ concurrency: 1, structuredOutput: true },
		},
	};

	test.each(['chat', 'pools'] as const)('are never the page’s own choice for %s', async (task) => {
		const { engine, remote, transformers, webLlm } = open({ task });
		await engine.load(SOURCE, AUTO, never);
		await answersOf(engine, 80);
		transformers.failure = webLlm.failure = new AppError('student/keeps-failing', 'again');
		await replyOf(engine).catch(() => undefined);
		expect(remote.told).toEqual([]);
	});

	test('come where the user set the trainer, with its id of the student', async () => {
		const { engine, remote, transformers } = open({ choice: 'trainer' });
		await engine.load(SOURCE, { ...AUTO, model: 'student-7' }, never);
		expect(remote.told).toEqual(['load stored student-7 on auto']);
		expect((await answersOf(engine, 3)).map(({ text }) => text)).toEqual(Array(3).fill('remote'));
		remote.failure = new AppError('student/unreachable', 'gone');
		await expect(replyOf(engine)).rejects.toMatchObject({ code: 'student/unreachable' });
		expect(transformers.told).toEqual([]);
	});

	test.each(['auto', 'transformers-wasm', 'web-llm'] as const)(
		'are an endpoint’s own, where %s is set for students here',
		async (choice) => {
			const { engine, transformers, webLlm } = open({ choice });
			await engine.load(endpoint, AUTO, never);
			expect(engine.loaded).toMatchObject({ engine: 'remote', note: null });
			expect(await replyOf(engine)).toBe('remote');
			expect([transformers.told, webLlm.told]).toEqual([[], []]);
		},
	);

	test('tell what was learnt of the endpoint since', async () => {
		const { engine, remote } = open({ choice: 'trainer' });
		await engine.load(SOURCE, AUTO, never);
		if (remote.loaded !== null) remote.loaded = { ...remote.loaded, note: 'It takes no seeds.' };
		expect(engine.loaded?.note).toBe('You set this engine. It takes no seeds.');
	});
});

describe('what the user set', () => {
	test.each([
		['transformers-wasm', 'transformers.js', 'wasm'],
		['transformers-webgpu', 'transformers.js', 'webgpu'],
		['web-llm', 'web-llm', 'webgpu'],
	] as const)('%s answers with %s on %s, in either task', async (choice, name, device) => {
		for (const task of ['chat', 'pools'] as const) {
			const { engine } = open({ task, choice, obstacle: { kind: 'no-gpu' } });
			const facts = await engine.load(SOURCE, AUTO, never);
			expect(facts).toMatchObject({ engine: name, device, note: 'You set this engine.' });
			expect(engine.loaded).toEqual(facts);
			expect((await answersOf(engine, 80)).every(({ text }) => text === name)).toBe(true);
		}
	});

	test('is not changed for another engine when it fails', async () => {
		const { engine, webLlm, transformers } = open({ choice: 'web-llm' });
		webLlm.loadFailure = new AppError('student/no-library', 'none');
		await expect(engine.load(SOURCE, AUTO, never)).rejects.toMatchObject({
			code: 'student/no-library',
		});
		await engine.load(SOURCE, AUTO, never);
		webLlm.failure = new AppError('student/keeps-failing', 'again');
		await expect(replyOf(engine)).rejects.toMatchObject({ code: 'student/keeps-failing' });
		expect(transformers.told).toEqual([]);
	});
});

describe('a chat that is left to itself', () => {
	test('with a student for web-llm alone says what stands in the way of that, or how it failed', async () => {
		const alone = new AppError('student/needs-webgpu', 'for web-llm alone');
		const unfit = { kind: 'unfit', because: 'this GPU is too small' } as const;
		const stopped = open({ task: 'chat', obstacle: unfit });
		stopped.transformers.loadFailure = alone;
		await expect(stopped.engine.load(SOURCE, AUTO, never)).rejects.toMatchObject({
			code: 'student/needs-webgpu',
			message: expect.stringContaining('this GPU is too small') as string,
		});
		const broken = open({ task: 'chat' });
		broken.transformers.loadFailure = alone;
		broken.webLlm.loadFailure = new AppError('student/out-of-memory', 'it does not fit');
		await expect(broken.engine.load(SOURCE, AUTO, never)).rejects.toMatchObject({
			code: 'student/out-of-memory',
		});
		const none = open({ task: 'chat', obstacle: { kind: 'no-gpu' } });
		none.transformers.loadFailure = alone;
		await expect(none.engine.load(SOURCE, AUTO, never)).rejects.toBe(alone);
	});

	test('is answered by web-llm where that runs the student', async () => {
		const { engine } = open({ task: 'chat' });
		expect(await engine.load(SOURCE, AUTO, never)).toMatchObject({
			engine: 'web-llm',
			note: 'Chosen because the GPU of this device runs the student.',
		});
		expect(await replyOf(engine)).toBe('web-llm');
	});

	test('is answered by transformers.js where something stands in the way, and says what', async () => {
		const unfit = open({ task: 'chat', obstacle: { kind: 'unfit', because: 'it has no weights' } });
		expect(await unfit.engine.load(SOURCE, AUTO, never)).toMatchObject({
			engine: 'transformers.js',
			note: 'web-llm doesn’t run it here: it has no weights.',
		});
		const none = open({ task: 'chat', obstacle: { kind: 'no-gpu' } });
		expect(await none.engine.load(SOURCE, AUTO, never)).toMatchObject({ note: null });
	});

	test('isn’t answered by a web-llm that fails the student’s self-test, once and for all', async () => {
		const { engine, webLlm } = open({ task: 'chat', difference: 'reply of case 1' });
		const note =
			'web-llm says something else than the trainer’s model does: reply of case 1; transformers.js instead.';
		for (let time = 0; time < 2; time++) {
			const facts = await engine.load(SOURCE, AUTO, never);
			expect(facts).toMatchObject({ engine: 'transformers.js', note });
			expect(await replyOf(engine)).toBe('transformers.js');
		}
		expect(webLlm.told).toEqual(['load stored on webgpu', 'close']);
		const forced = open({ task: 'chat', choice: 'web-llm', difference: 'reply of case 1' });
		expect(await forced.engine.load(SOURCE, AUTO, never)).toMatchObject({ engine: 'web-llm' });
	});

	test('goes on with transformers.js when web-llm can’t load it or keeps failing', async () => {
		const { engine, webLlm } = open({ task: 'chat' });
		webLlm.loadFailure = new AppError('student/out-of-memory', 'too large');
		const note = 'web-llm failed (too large): transformers.js instead.';
		expect(await engine.load(SOURCE, AUTO, never)).toMatchObject({ note });
		await engine.load(SOURCE, AUTO, never);
		webLlm.failure = new AppError('student/keeps-failing', 'again');
		expect(await replyOf(engine)).toBe('transformers.js');
		expect(engine.loaded).toMatchObject({
			engine: 'transformers.js',
			note: 'web-llm failed (again): transformers.js instead.',
		});
	});

	test.each(['student/no-device', 'student/device-too-small', 'student/device-lost'])(
		'goes on with transformers.js when the GPU is gone for good (%s), whatever is asked first',
		async (code) => {
			for (const ask of [
				(engine: ChoosingStudentEngine) => engine.promptIds([]),
				(engine: ChoosingStudentEngine) => engine.countTokens([], never),
				(engine: ChoosingStudentEngine) => engine.greedyIds([], 2, never),
				replyOf,
			]) {
				const { engine, webLlm } = open({ task: 'chat' });
				await engine.load(SOURCE, AUTO, never);
				webLlm.failure = new AppError(code, 'gone');
				await ask(engine);
				expect(engine.loaded?.engine).toBe('transformers.js');
			}
		},
	);
});

describe('the answers of a run that is left to itself', () => {
	test('are those of the engine that measured faster, all of them', async () => {
		const { engine, transformers, webLlm } = open();
		expect(await engine.load(SOURCE, AUTO, never)).toMatchObject({ engine: 'transformers.js' });
		const answers = await answersOf(engine, 80);
		expect(answers.map(({ index }) => index)).toEqual(asked(80).map((_, index) => index));
		expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(['web-llm']));
		expect(webLlm.seeds.slice(-80)).toEqual(asked(80).map((_, index) => 100 + index));
		expect(engine.loaded).toMatchObject({
			engine: 'web-llm',
			device: 'webgpu',
			note: 'Measured here: transformers.js on WASM 1,200 answers a minute, web-llm 6,000. web-llm is taken.',
		});
		expect(transformers.told.at(-1)).toBe('close');
		// The same student again: nothing is measured a second time.
		await engine.load(SOURCE, AUTO, never);
		expect(engine.loaded?.engine).toBe('web-llm');
	});

	describe('where a GPU runs transformers.js too', () => {
		const onGpu = (world: World = {}) => {
			const opened = open(world);
			opened.transformers.device = 'webgpu';
			return opened;
		};

		test('are those of WASM where that measured fastest, and its slower rivals are closed', async () => {
			const { engine, transformers, beside, webLlm } = onGpu({ webLlmMs: 20 });
			beside.msPerAnswer = 2;
			await engine.load(SOURCE, AUTO, never);
			expect(engine.loaded).toMatchObject({ device: 'webgpu' });
			expect(await answersOf(engine, 80)).toHaveLength(80);
			const note =
				'Measured here: transformers.js on WebGPU 1,200 answers a minute, transformers.js on WASM 30,000, web-llm 3,000. transformers.js on WASM is taken.';
			expect(engine.loaded).toMatchObject({ device: 'wasm', note });
			expect([transformers, webLlm].map(({ loaded }) => loaded)).toEqual([null, null]);
			// The same student again: WASM at once.
			expect(await engine.load(SOURCE, AUTO, never)).toMatchObject({ device: 'wasm', note });
			expect(transformers.told.at(-1)).toBe('load stored on wasm');
		});

		test('are compared without web-llm where that doesn’t run the student, and say why not', async () => {
			const unfit = onGpu({ obstacle: { kind: 'unfit', because: 'it has no weights' } });
			await unfit.engine.load(SOURCE, AUTO, never);
			await answersOf(unfit.engine, 80);
			expect(unfit.engine.loaded).toMatchObject({
				device: 'webgpu',
				note: 'Measured here: transformers.js on WebGPU 1,200 answers a minute, transformers.js on WASM 1,200. transformers.js on WebGPU is taken. web-llm doesn’t run it here: it has no weights.',
			});
		});

		test('aren’t tried on WASM by a large student, which says so', async () => {
			const large = onGpu();
			large.transformers.bytes = 300e6;
			await large.engine.load(SOURCE, AUTO, never);
			await answersOf(large.engine, 80);
			expect(large.beside.told).toEqual([]);
			expect(large.engine.loaded?.note).toMatch(
				/web-llm is taken\. On WASM it was not tried, being over 256 MB\.$/,
			);
		});

		test('go on with the faster one when the comparison is broken off', async () => {
			const { engine, beside, webLlm } = onGpu();
			beside.msPerAnswer = 2;
			webLlm.loadFailure = new AppError('student/closed', 'broken off');
			await engine.load(SOURCE, AUTO, never);
			await expect(answersOf(engine, 80)).rejects.toMatchObject({ code: 'student/closed' });
			expect(await answersOf(engine, 80)).toHaveLength(80);
			expect(engine.loaded).toMatchObject({ engine: 'transformers.js', device: 'wasm' });
		});
	});

	test('break a slow engine off, however many are asked', async () => {
		const { engine, webLlm } = open({ webLlmMs: 1500 });
		await engine.load(SOURCE, AUTO, never);
		await answersOf(engine, 2000);
		// Warm: two. 128 of transformers.js took 6.4 s: half as much again.
		expect(webLlm.seeds).toHaveLength(2 + 7);
		expect(engine.loaded?.note).toContain('web-llm 40. transformers.js on WASM is taken.');
	});

	test('stay with transformers.js where that is faster, and where web-llm says something else', async () => {
		const slow = open({ webLlmMs: 200 });
		await slow.engine.load(SOURCE, AUTO, never);
		await answersOf(slow.engine, 80);
		expect(slow.engine.loaded).toMatchObject({ engine: 'transformers.js', device: 'wasm' });
		expect(slow.webLlm.told).toEqual(['load stored on webgpu', 'close']);

		const wrong = open();
		wrong.webLlm.greedy = [8, 3];
		await wrong.engine.load(SOURCE, AUTO, never);
		const answers = await answersOf(wrong.engine, 80);
		expect(answers).toHaveLength(80);
		expect(wrong.engine.loaded?.note).toBe('web-llm says something else: not taken.');
	});

	test('aren’t those of a web-llm that fails the student’s self-test, however fast', async () => {
		const { engine, webLlm } = open({ difference: 'reply of case 1' });
		await engine.load(SOURCE, AUTO, never);
		expect(new Set((await answersOf(engine, 80)).map(({ text }) => text))).toEqual(
			new Set(['transformers.js']),
		);
		expect(engine.loaded?.note).toBe(
			'web-llm says something else than the trainer’s model does: reply of case 1: not taken.',
		);
		expect(webLlm.seeds).toEqual([]);
	});

	test('are not held up by a measurement when they are few, or when web-llm fails in it', async () => {
		const few = open();
		await few.engine.load(SOURCE, AUTO, never);
		await answersOf(few.engine, 20);
		expect(few.webLlm.told).toEqual([]);

		const failing = open();
		failing.webLlm.loadFailure = new AppError('student/device-too-small', 'too small');
		await failing.engine.load(SOURCE, AUTO, never);
		expect(await answersOf(failing.engine, 80)).toHaveLength(80);
		expect(failing.engine.loaded?.note).toBe('web-llm failed (too small).');
	});

	test('go on with transformers.js when the web-llm that was taken fails in the middle', async () => {
		const { engine, webLlm } = open();
		await engine.load(SOURCE, AUTO, never);
		await answersOf(engine, 80);
		webLlm.failure = new AppError('student/keeps-failing', 'again');
		const answers = await answersOf(engine, 10);
		expect(answers.map(({ index, text }) => [index, text])).toEqual(
			asked(10).map((_, index) => [index, 'transformers.js']),
		);
	});
});

test('an abort is thrown as it is, and nothing is loaded after a close', async () => {
	const { engine } = open();
	const stop = AbortSignal.abort(new Error('enough'));
	await expect(engine.load(SOURCE, AUTO, stop)).rejects.toThrow('enough');
	await engine.load(SOURCE, AUTO, never);
	engine.close();
	expect(engine.loaded).toBeNull();
	await expect(engine.promptIds([])).rejects.toMatchObject({ code: 'student/not-loaded' });
});
