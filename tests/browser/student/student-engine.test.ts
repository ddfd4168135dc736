/** The student on transformers.js beyond the contract: real worker, real model, WASM and WebGPU (SwiftShader). */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { TransformersStudentEngine } from '../../../src/adapters/transformers/student-engine.ts';
import { readSelfTest, runSelfTest } from '../../../src/app/self-test.ts';
import type { StudentAnswer } from '../../../src/app/ports/student-engine.ts';
import { codeOf } from '../../../src/core/error.ts';
import { connect } from '../../../workers/rpc/connect.ts';
import type { NestedApi } from './nested-worker.ts';
import { answersOf, GREEDY, never, prompts, SHIPPED } from './practice.ts';

/** Loads once for all tests that leave the student as it is: each load starts a worker and compiles 27 MB. */
const engine = new TransformersStudentEngine();
beforeAll(async () => {
	await engine.load(SHIPPED, { device: 'wasm' }, never);
}, 300_000);
afterAll(() => {
	engine.close();
});

const others: TransformersStudentEngine[] = [];
function another(makeWorker?: () => Worker): TransformersStudentEngine {
	const made = new TransformersStudentEngine(makeWorker);
	others.push(made);
	return made;
}
afterEach(() => {
	for (const made of others.splice(0)) made.close();
});
const ON_WASM = { engine: 'transformers.js', device: 'wasm' } as const;
const failure = (promise: Promise<unknown>) => promise.then(() => undefined, codeOf);

describe('loading', () => {
	test('takes WASM by itself where WebGPU is a program on the CPU, and says why', async () => {
		const facts = await another().load(SHIPPED, { device: 'auto' }, never);
		expect(facts).toMatchObject({ device: 'wasm', contextTokens: 512 });
		expect(facts.note).toMatch(/WebGPU is here a program on the CPU \(swiftshader\)/);
	});

	test('reports the bytes read', async () => {
		const seen: number[] = [];
		const onBytes = (done: number) => seen.push(done);
		await another().load(SHIPPED, { device: 'wasm', onBytes }, never);
		expect(seen.at(-1)).toBeGreaterThan(4e6);
		expect(seen).toEqual(seen.toSorted((a, b) => a - b));
	});
});

describe('answers', () => {
	test('on WebGPU are those on WASM', async () => {
		const asked = prompts(4);
		const onWasm = await answersOf(engine, asked);
		const onGpu = another();
		const facts = await onGpu.load(SHIPPED, { device: 'webgpu' }, never);
		expect(facts).toMatchObject({ device: 'webgpu', note: null });
		expect(await answersOf(onGpu, asked)).toEqual(onWasm);
	}, 300_000);

	test('in batches of different lengths are those one by one', async () => {
		const asked = prompts(24);
		const together = await answersOf(engine, asked);
		const alone: StudentAnswer[] = [];
		for (const [index, prompt] of asked.entries())
			for (const answer of await answersOf(engine, [prompt])) alone.push({ ...answer, index });
		expect(together).toEqual(alone);
	});

	test('come once each while the best batch is measured', async () => {
		const answers = await answersOf(engine, prompts(150));
		expect(answers.map(({ index }) => index)).toEqual(Array.from({ length: 150 }, (_, i) => i));
		expect([8, 16, 32, 64]).toContain(engine.measured?.batch);
		expect(engine.measured?.answersPerMinute).toBeGreaterThan(0);
	});

	test('find the best batch over several calls, each too small to try every size', async () => {
		const fresh = another();
		await fresh.load(SHIPPED, { device: 'wasm' }, never);
		for (let call = 0; fresh.measured === null && call < 4; call++)
			await answersOf(fresh, prompts(70));
		expect([8, 16, 32, 64]).toContain(fresh.measured?.batch);
	});

	test.each([
		['greedy', GREEDY],
		[
			'sampled',
			{ temperature: 1.2, maxTokens: 24, seed: 1, seeds: prompts(60).map((_, index) => index) },
		],
	])('%s are the same in batches of every size', async (_how, options) => {
		const asked = prompts(60);
		const alone = await answersOf(engine, asked, { ...options, batch: 1 });
		for (const batch of [3, 8, 64]) {
			expect(await answersOf(engine, asked, { ...options, batch })).toEqual(alone);
			expect(engine.measured?.batch).toBe(batch);
		}
	});

	test('with a small top-p and a stop text are the same in batches of every size', async () => {
		const asked = prompts(60);
		const options = { temperature: 1.2, maxTokens: 24, seed: 1, topP: 0.8, stop: [' a', '3'] };
		const alone = await answersOf(engine, asked, { ...options, batch: 1 });
		expect(alone.some(({ text }) => /3| a/.test(text))).toBe(false);
		const free = await answersOf(engine, asked, { ...options, stop: [], batch: 1 });
		expect(free.some(({ text }) => /3| a/.test(text))).toBe(true);
		expect(free.map(({ text }) => text.split(/3| a/)[0])).toEqual(alone.map(({ text }) => text));
		for (const batch of [3, 64])
			expect(await answersOf(engine, asked, { ...options, batch })).toEqual(alone);
	});

	test('that should keep to a schema or tell log-probabilities are refused by name', async () => {
		for (const more of [{ schema: { type: 'boolean' } }, { topLogprobs: 2 }])
			expect(await failure(answersOf(engine, prompts(1), { ...GREEDY, ...more }))).toBe(
				'student/not-offered',
			);
	});

	test('in a batch that was asked for leave the best one as it was measured', async () => {
		await answersOf(engine, prompts(150));
		const best = engine.measured?.batch;
		await answersOf(engine, prompts(4), { ...GREEDY, batch: 3 });
		await answersOf(engine, prompts(4));
		expect(engine.measured?.batch).toBe(best);
	});

	test('don’t wait for a long one', async () => {
		const pool = prompts(106);
		const options = { ...GREEDY, maxTokens: 64 };
		const lengths = (await answersOf(engine, pool, options)).map(({ tokens }) => tokens ?? NaN);
		const long = pool[lengths.indexOf(Math.max(...lengths))] ?? [];
		const longIds = await engine.promptIds(long);
		const others: (typeof pool)[number][] = [];
		for (const [index, prompt] of pool.entries())
			if ((lengths[index] ?? 0) < 8 && (await engine.promptIds(prompt)).length > longIds.length)
				others.push(prompt);
		expect(Math.max(...lengths)).toBeGreaterThan(24);
		expect(others.length).toBeGreaterThan(20);
		// The shortest prompt, so that it is in the first batch of four.
		const order: number[] = [];
		for await (const { index } of engine.answer([long, ...others], { ...options, batch: 4 }, never))
			order.push(index);
		expect(order).toHaveLength(others.length + 1);
		expect(order.indexOf(0)).toBeGreaterThan(6);
	});

	test('sampled with a seed can be sampled again; another seed gives others', async () => {
		const sampled = (seed: number) =>
			answersOf(engine, prompts(12), { temperature: 1.5, maxTokens: 12, seed });
		const first = await sampled(1);
		expect(await sampled(1)).toEqual(first);
		expect(await sampled(2)).not.toEqual(first);
	});
});

test('counts the tokens of whole conversations', async () => {
	const [prompt = []] = prompts(1);
	const asking = await engine.promptIds(prompt);
	const [counted] = await engine.countTokens([prompt], never);
	// Without the token that opens the answer.
	expect(counted).toBe(asking.length - 1);
});

describe('a reply', () => {
	test('is written while its reader is busy, and what came meanwhile comes as one piece', async () => {
		// Nearly any token is as likely as the end.
		const wild = { temperature: 20, maxTokens: 48, seed: 1 };
		const [question = []] = prompts(1);
		const pieces: string[] = [];
		for await (const piece of engine.chat(question, wild, never)) {
			pieces.push(piece);
			// Their steps take turns with the reply's, which are fewer.
			if (pieces.length === 1) await answersOf(engine, prompts(4), { ...wild, maxTokens: 200 });
		}
		// One more may have been asked for before the reader was busy.
		expect(pieces.length).toBeLessThanOrEqual(3);
		const [whole] = await answersOf(engine, [question], wild);
		expect(pieces.join('')).toBe(whole?.text);
		expect(engine.lastReply).toMatchObject({ tokens: 48, finish: 'length' });
	});
});

describe('a dead worker', () => {
	/** An engine whose workers are kept in sight, the first one loaded. */
	async function watched(onMade: (worker: Worker, number: number) => void = () => undefined) {
		const workers: Worker[] = [];
		const mortal = another(() => {
			const worker = new Worker(new URL('../../../workers/student/worker.ts', import.meta.url), {
				type: 'module',
			});
			onMade(worker, workers.push(worker));
			return worker;
		});
		await mortal.load(SHIPPED, { device: 'wasm' }, never);
		return { mortal, workers };
	}

	test('is replaced, and every prompt is answered exactly once', async () => {
		const { mortal, workers } = await watched();
		const asked = prompts(60);
		const answers: StudentAnswer[] = [];
		for await (const answer of mortal.answer(asked, GREEDY, never)) {
			answers.push(answer);
			if (answers.length === 3) workers[0]?.terminate();
		}
		expect(workers).toHaveLength(2);
		answers.sort((a, b) => a.index - b.index);
		expect(answers).toEqual(await answersOf(engine, asked));
	}, 300_000);

	test('that dies again and again without an answer is given up, by name', async () => {
		const { mortal, workers } = await watched((worker, number) => {
			if (number === 1) return;
			worker.addEventListener('message', () => {
				worker.terminate();
			});
		});
		workers[0]?.terminate();
		expect(await failure(answersOf(mortal, prompts(3)))).toBe('student/keeps-failing');
		expect(workers).toHaveLength(3);
	}, 300_000);

	test('that lost its GPU is replaced too', async () => {
		const workers: Worker[] = [];
		const onGpu = another(() => {
			const worker = new Worker(new URL('./losing-student.ts', import.meta.url), {
				type: 'module',
			});
			workers.push(worker);
			return worker;
		});
		await onGpu.load(SHIPPED, { device: 'webgpu' }, never);
		workers[0]?.postMessage('lose the device');
		const asked = prompts(2);
		expect(await answersOf(onGpu, asked)).toEqual(await answersOf(engine, asked));
		expect(workers).toHaveLength(2);
	}, 300_000);
});

describe('the self-test', () => {
	const shippedTest = async () =>
		readSelfTest(await (await fetch('/models/practice-student/selftest.json')).text());

	test('passes on the shipped student', async () => {
		const result = await runSelfTest(engine, await shippedTest(), {
			facts: ON_WASM,
			signal: never,
		});
		expect(result).toMatchObject({ passed: true, ...ON_WASM });
	});

	test('refuses a student that says something else, and names the first difference', async () => {
		const { cases, ...rest } = await shippedTest();
		const tampered = cases.map((one, index) =>
			index === 1 ? { ...one, greedy_ids: [2999, ...one.greedy_ids.slice(1)] } : one,
		);
		const on = { facts: ON_WASM, signal: never };
		const result = await runSelfTest(engine, { ...rest, cases: tampered }, on);
		expect(result).toMatchObject({ passed: false, code: 'student/self-test-failed' });
		expect('because' in result && result.because).toMatch(/case 2, token 0 should be 2999/);
	});
});

test('an engine inside another worker answers too', async () => {
	const worker = new Worker(new URL('./nested-worker.ts', import.meta.url), { type: 'module' });
	const nested = connect<NestedApi>(worker);
	const asked = prompts(2);
	const answers = await nested.call('ask', asked);
	nested.close();
	expect(answers).toEqual(await answersOf(engine, asked));
});
