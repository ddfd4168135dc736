/** The shipped student’s graph with keys and values in the runtime’s memory, beside the same graph through onnxruntime-web. */
import { AutoModelForCausalLM, env } from '@huggingface/transformers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { InferenceSession } from 'onnxruntime-web';
import { HeapNetwork } from '../../../workers/student/heap-network.ts';
import { Model } from '../../../workers/student/model.ts';
import type { Cache, Network } from '../../../workers/student/network.ts';
import { bareSessionOf, runtimeFor, type BareSession } from '../../../workers/student/runtime.ts';
import { SessionNetwork } from '../../../workers/student/session-network.ts';

let session: InferenceSession;
let bare: BareSession;
beforeAll(async () => {
	session = await openSession();
	const found = bareSessionOf(session);
	if (found === null) throw new Error('expected the runtime’s module under onnxruntime-web');
	bare = found;
}, 60_000);
afterAll(() => session.release());

async function openSession(): Promise<InferenceSession> {
	const { wasm } = env.backends.onnx;
	if (wasm === undefined) throw new Error('ONNX Runtime came without WASM');
	wasm.wasmPaths = runtimeFor('wasm');
	wasm.numThreads = 1;
	env.useWasmCache = false;
	env.useBrowserCache = false;
	env.allowLocalModels = false;
	env.remoteHost = `${location.origin}/models/`;
	env.remotePathTemplate = '{model}/';
	const network = await AutoModelForCausalLM.from_pretrained('practice-student', {
		device: 'wasm',
	});
	const { model } = network.sessions as Record<string, InferenceSession | undefined>;
	if (model === undefined) throw new Error('the student has no graph named model');
	return model;
}

/** Two prompts, the first padded on the left, then each row’s likeliest tokens; after three steps the second row goes on alone. */
async function scoresOf<C extends Cache>(network: Network<C>): Promise<number[][]> {
	const all: number[][] = [];
	let mask = [
		[0n, 0n, 1n, 1n, 1n],
		[1n, 1n, 1n, 1n, 1n],
	];
	let ids = [0n, 0n, 1n, 57n, 90n, 1n, 100n, 200n, 300n, 400n];
	let cache = network.emptyCache(2);
	for (let step = 0; step < 8; step++) {
		const rows = mask.length;
		const stepped = await network.run({
			...{ rows, ids: BigInt64Array.from(ids), mask: BigInt64Array.from(mask.flat()), cache },
		});
		cache.drop();
		cache = stepped.cache;
		all.push([...stepped.scores]);
		ids = mask.map((_, row) =>
			largest(stepped.scores, row * stepped.vocabulary, stepped.vocabulary),
		);
		mask = mask.map((row) => [...row, 1n]);
		if (step !== 3) continue;
		const kept = cache.keepRows([1]) as C;
		cache.drop();
		cache = kept;
		ids = ids.slice(1);
		mask = mask.slice(1);
	}
	cache.drop();
	return all;
}

function largest(scores: Float32Array, from: number, size: number): bigint {
	const row = scores.subarray(from, from + size);
	return BigInt(row.indexOf(Math.max(...row)));
}

describe('keys and values in the runtime’s memory', () => {
	test('are what this onnxruntime-web gives a student on the CPU', () => {
		expect(new Model(session).isInHeap).toBe(true);
	});

	test('give the scores that onnxruntime-web gives, step for step, also when rows have left', async () => {
		const here = await scoresOf(new HeapNetwork(bare, session));
		expect(here).toEqual(await scoresOf(new SessionNetwork(session)));
	});

	test('are given back: as many steps again take no more memory', async () => {
		const network = new HeapNetwork(bare, session);
		for (let time = 0; time < 5; time++) await scoresOf(network);
		const bytes = bare.module.HEAPU8.length;
		for (let time = 0; time < 400; time++) await scoresOf(network);
		expect(bare.module.HEAPU8.length).toBe(bytes);
	});

	test('may be dropped twice', async () => {
		const network = new HeapNetwork(bare, session);
		const cache = network.emptyCache(1);
		cache.drop();
		cache.drop();
		expect(await scoresOf(network)).toHaveLength(8);
	});

	test('that don’t fit what is asked fail in the runtime’s words, and the next step works', async () => {
		const model = new Model(session);
		const cache = model.emptyCache(2);
		const step = { rows: 1, ids: BigInt64Array.of(1n), mask: BigInt64Array.of(1n), cache };
		await expect(model.step(step)).rejects.toMatchObject({
			code: 'student/step-failed',
			message: expect.stringMatching(/GroupQueryAttention|batch/i) as string,
		});
		cache.drop();
		expect(await scoresOf(new HeapNetwork(bare, session))).toHaveLength(8);
	});
});
