/**
 * What no student should be and some will be: each named by the real worker that was given it, after which the same engine
 * loads the shipped student and answers as ever.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { OpfsStudentFiles } from '../../../src/adapters/opfs/student-files.ts';
import { TransformersStudentEngine } from '../../../src/adapters/transformers/student-engine.ts';
import { WebLlmStudentEngine } from '../../../src/adapters/web-llm/student-engine.ts';
import type { StudentAnswer, StudentEngine } from '../../../src/app/ports/student-engine.ts';
import { codeOf, messageOf } from '../../../src/core/error.ts';
import type { StudentSource } from '../../../src/core/student.ts';
import { answersOf, never, prompts, remote, SHIPPED } from './practice.ts';
import { tooLargeGraph } from './too-large-graph.ts';

const files = new OpfsStudentFiles();
const FOLDER = 'bad/student';
const STORED: StudentSource = { kind: 'stored', folder: FOLDER };
const ON_WASM = { device: 'wasm' } as const;
const ON_GPU = { device: 'webgpu' } as const;
const GRAPH = 'onnx/model.onnx';
const SHARD = 'mlc/params_shard_0.bin';
const PROGRAM = 'mlc/library.wasm';
const FOR_WASM = [
	...['config.json', 'generation_config.json', 'tokenizer.json', 'tokenizer_config.json', GRAPH],
];
const FOR_WEB_LLM = [
	...['config.json', 'generation_config.json', 'tokenizer.json', 'tokenizer_config.json', SHARD],
	...['mlc/mlc-chat-config.json', 'mlc/tensor-cache.json'],
];
/** Of a model as web-llm publishes it. */
const PUBLISHED = FOR_WEB_LLM.filter((path) => !/^(generation_)?config\.json$/.test(path));
const LIBRARY = 'llama-v3020-h128-f384-l4-q4-k2-d32-c512-tied-q0f32.wasm';
const ASKED = prompts(3);

type Json = Record<string, unknown>;
/** By path; undefined: left out. */
type Changes = Readonly<Record<string, (data: Blob) => Blob | undefined | Promise<Blob>>>;
const leftOut = () => undefined;
const json = (change: (value: Json) => unknown) => async (data: Blob) =>
	new Blob([JSON.stringify(change(JSON.parse(await data.text()) as Json))]);
const shipped = async (path: string) => (await fetch(`/models/${path}`)).blob();

/** The shipped student's files in OPFS, some of them changed; those that it lacks begin as nothing. */
async function store(paths: readonly string[], changes: Changes = {}): Promise<void> {
	await files.delete(FOLDER);
	for (const path of new Set([...paths, ...Object.keys(changes)])) {
		const isThere = FOR_WASM.includes(path) || FOR_WEB_LLM.includes(path);
		const data = isThere ? await shipped(`practice-student/${path}`) : new Blob();
		const changed = await (changes[path] ?? ((same: Blob) => same))(data);
		if (changed !== undefined) await files.write(FOLDER, path, changed);
	}
}

/** A tokenizer whose ids no network of this vocabulary knows. */
const ofAnother = json((tokenizer) => {
	const model = tokenizer['model'] as { vocab: Readonly<Record<string, number>> };
	const vocab = Object.entries(model.vocab).map(([token, id]) => [token, id + 5000]);
	return { ...tokenizer, model: { ...model, vocab: Object.fromEntries(vocab) as Json } };
});
const withoutTemplate = json((config) => ({ ...config, chat_template: undefined }));

const refusal = async (work: Promise<unknown>) =>
	work.then(
		() => 'none',
		(thrown: unknown) => `${codeOf(thrown)}: ${messageOf(thrown)}`,
	);

const engine = new TransformersStudentEngine();
let wanted: readonly StudentAnswer[];
beforeAll(async () => {
	await engine.load(SHIPPED, ON_WASM, never);
	wanted = await answersOf(engine, ASKED);
}, 120_000);
afterAll(async () => {
	engine.close();
	await files.delete(FOLDER);
});

async function goesOnWorking(on: StudentEngine = engine): Promise<void> {
	await on.load(SHIPPED, ON_WASM, never);
	expect(await answersOf(on, ASKED)).toEqual(wanted);
}

describe('on transformers.js', () => {
	test.each(['config.json', 'tokenizer.json', 'tokenizer_config.json', GRAPH])(
		'a folder without %s is named with what is missing',
		async (path) => {
			await store(FOR_WASM, { [path]: leftOut });
			const said = await refusal(engine.load(STORED, ON_WASM, never));
			expect(said).toMatch(/^student\/file-missing/);
			expect(said).toContain(path);
			await goesOnWorking();
		},
	);

	test('a tokenizer of another model is named before the network sees its tokens', async () => {
		await store(FOR_WASM, { 'tokenizer.json': ofAnother });
		await engine.load(STORED, ON_WASM, never);
		expect(await refusal(answersOf(engine, ASKED))).toMatch(
			/^student\/wrong-tokenizer: its tokenizer gives token \d+, its network knows 3020/,
		);
		await store(FOR_WASM, { 'tokenizer_config.json': withoutTemplate });
		expect(await refusal(engine.load(STORED, ON_WASM, never))).toMatch(
			/^student\/wrong-tokenizer: its tokenizer has no chat template/,
		);
		await goesOnWorking();
	});

	test('weights that were cut short, and a text in their place, are named', async () => {
		await store(FOR_WASM, { [GRAPH]: (data) => data.slice(0, data.size / 2) });
		expect(await refusal(engine.load(STORED, ON_WASM, never))).toMatch(/^student\/load-failed/);
		await store(FOR_WASM, { 'config.json': () => new Blob(['<!doctype html><p>Not found']) });
		expect(await refusal(engine.load(STORED, ON_WASM, never))).toMatch(
			/^student\/corrupt-file: config\.json: expected JSON/,
		);
		await goesOnWorking();
	});

	test('a network that wants more memory than there is is named so, on the first try', async () => {
		await store(FOR_WASM, { [GRAPH]: tooLargeGraph });
		expect(await refusal(engine.load(STORED, ON_WASM, never))).toMatch(/^student\/out-of-memory/);
		await goesOnWorking();
	});

	test('weights that no WebAssembly can hold are refused before a byte of them is fetched', async () => {
		const whole = await remote();
		const sized = whole.files.map((file) =>
			file.path === GRAPH ? { ...file, bytes: 5_000_000_000 } : file,
		);
		const seen: number[] = [];
		const loading = engine.load(
			{ ...whole, files: sized },
			{ ...ON_WASM, onBytes: (done) => seen.push(done) },
			never,
		);
		expect(await refusal(loading)).toMatch(/^student\/out-of-memory: .*5000000000 bytes/);
		expect(seen).toEqual([]);
		await goesOnWorking();
	});

	test('a model for web-llm alone says on a device without a GPU that it needs WebGPU', async () => {
		await store(PUBLISHED);
		expect(await refusal(engine.load(STORED, { device: 'auto' }, never))).toMatch(
			/^student\/needs-webgpu: .*web-llm/,
		);
		await goesOnWorking();
	});
});

describe('on web-llm', () => {
	const others: WebLlmStudentEngine[] = [];
	/** Its worker's script and name. */
	function another(url?: URL, name = ''): WebLlmStudentEngine {
		const made = new WebLlmStudentEngine(
			...(url === undefined ? [] : [() => new Worker(url, { type: 'module', name })]),
		);
		others.push(made);
		return made;
	}
	afterEach(() => {
		for (const made of others.splice(0)) made.close();
	});
	const loading = (on: WebLlmStudentEngine, source: StudentSource = SHIPPED) =>
		refusal(on.load(source, ON_GPU, never));

	test('a library for another version of it is named with both versions', async () => {
		const on = another(new URL('./other-library.ts', import.meta.url));
		expect(await loading(on)).toMatch(
			/^student\/wrong-library: expected a library for web-llm 0\.2\.86, got llama-\S+ for 0\.2\.79/,
		);
		await goesOnWorking();
	});

	test('a program of the user’s that isn’t of this version is named, and what it lacks', async () => {
		/** The smallest program: of web-llm it has nothing. */
		const empty = () => new Blob([Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)]);
		await store(PUBLISHED, {
			[PROGRAM]: empty,
			'.model.json': () => new Blob(['{"contextTokens":512}']),
		});
		expect(await loading(another(), STORED)).toMatch(
			/^student\/wrong-library: expected a program for web-llm 0\.2\.86, got one without TVMFFIFunctionCall/,
		);
		await goesOnWorking();
	});

	test('a GPU that lacks what web-llm or the model needs is named with what it has', async () => {
		const weak = new URL('./weak-web-llm.ts', import.meta.url);
		expect(await loading(another(weak, '{"maxStorageBuffersPerShaderStage":8}'))).toMatch(
			/^student\/device-too-small: web-llm needs maxStorageBuffersPerShaderStage of 10, this GPU has 8/,
		);
		await store(PUBLISHED, {
			[PROGRAM]: () => shipped(`libraries/${LIBRARY}`),
			'.model.json': () => new Blob(['{"contextTokens":512}']),
			'mlc/mlc-chat-config.json': json((config) => ({ ...config, quantization: 'q4f16_1' })),
		});
		expect(await loading(another(weak, '{}'), STORED)).toMatch(
			/^student\/device-too-small: web-llm needs 16-bit numbers \(shader-f16\), this GPU has none/,
		);
		expect(await loading(another(weak, 'null'))).toMatch(/^student\/no-device/);
		await goesOnWorking();
	});

	test('a tensor that no buffer of this GPU can hold is named before its weights are read', async () => {
		await store(FOR_WEB_LLM, {
			'mlc/tensor-cache.json': json((cache) => {
				const [shard, ...rest] = cache['records'] as readonly Json[];
				return { ...cache, records: [{ ...shard, records: [{ nbytes: 6e9 }] }, ...rest] };
			}),
		});
		expect(await loading(another(), STORED)).toMatch(
			/^student\/device-too-small: web-llm needs a buffer of 6000000000 bytes/,
		);
		await goesOnWorking();
	});

	test('a missing shard, a cut one and another’s tokenizer are named; then the same engine answers', async () => {
		const on = another();
		await store(FOR_WEB_LLM, { [SHARD]: leftOut });
		expect(await loading(on, STORED)).toMatch(/^student\/file-missing: .*params_shard_0\.bin/);
		await store(FOR_WEB_LLM, { [SHARD]: (data) => data.slice(0, 1000) });
		expect(await loading(on, STORED)).toMatch(
			/^student\/corrupt-file: mlc\/params_shard_0\.bin: expected \d+ bytes, got 1000/,
		);
		await store(FOR_WEB_LLM, { 'tokenizer.json': ofAnother });
		await on.load(STORED, ON_GPU, never);
		expect(await refusal(on.promptIds(ASKED[0] ?? []))).toMatch(/^student\/wrong-tokenizer/);
		await on.load(SHIPPED, ON_GPU, never);
		expect((await answersOf(on, ASKED.slice(0, 1)))[0]?.text).toBe(wanted[0]?.text);
	}, 240_000);
});
