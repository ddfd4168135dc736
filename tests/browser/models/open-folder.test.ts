/** A folder of the user's: checked, copied into OPFS, answering without a network. */
import { beforeEach, expect, test } from 'vitest';
import { unzipSync } from 'fflate';
import { packStudent } from '../../../src/adapters/files/student-folder.ts';
import { TransformersStudentEngine } from '../../../src/adapters/transformers/student-engine.ts';
import { openFolder, type PickedFile } from '../../../src/app/models/bring.ts';
import { codeOf } from '../../../src/core/error.ts';
import type { Dtype } from '../../../src/core/models/dtype.ts';
import { sha256 } from '../../../workers/models/digests.ts';
import { answersOf, prompts, SHIPPED } from '../student/practice.ts';
import { files as stored, forgetModels, models, never, PLAIN_DEVICE } from './hub.ts';

const PATHS = ['config.json', 'generation_config.json', 'tokenizer.json', 'tokenizer_config.json'];
const GRAPH = 'onnx/model.onnx';

async function practiceFolder(): Promise<PickedFile[]> {
	return Promise.all(
		[...PATHS, GRAPH].map(async (path) => {
			const response = await fetch(`/models/practice-student/${path}`);
			return { path, data: await response.blob() };
		}),
	);
}
/** As web-llm publishes a model, its program beside it. */
async function webLlmFolder(): Promise<PickedFile[]> {
	const mlc = ['mlc-chat-config.json', 'tensor-cache.json', 'params_shard_0.bin'];
	const shipped = [...mlc.map((path) => `mlc/${path}`), 'tokenizer.json', 'tokenizer_config.json'];
	const files = shipped.map(async (path) => {
		const response = await fetch(`/models/practice-student/${path}`);
		return { path, data: await response.blob() };
	});
	return [...(await Promise.all(files)), { path: 'library.wasm', data: new Blob([PROGRAM]) }];
}
/** With nothing in it: its magic number and version. */
const PROGRAM = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
const changed = (
	files: readonly PickedFile[],
	path: string,
	change: (data: Blob) => Blob,
): PickedFile[] =>
	files.map((file) => (file.path === path ? { path, data: change(file.data) } : file));
const open = (files: readonly PickedFile[], dtype: Dtype | null = null) =>
	openFolder(
		{ models },
		{ name: 'My student', id: 'f1', files, dtype, device: PLAIN_DEVICE, now: 1 },
		{ onBytes: () => undefined, signal: never },
	);
const failure = (work: Promise<unknown>) => work.then(() => 'none', codeOf);
const without = (files: readonly PickedFile[], path: string) =>
	files.filter((file) => file.path !== path);

/** Says that it is so large. */
const ofSize = (data: Blob, size: number) => Object.defineProperty(data.slice(), 'size', { value: size });

beforeEach(forgetModels);

test('answers without a network, as the original does', async () => {
	const { folder, dtype } = await open(await practiceFolder());
	expect(dtype).toBe('fp32');
	const engine = new TransformersStudentEngine(
		() =>
			new Worker(new URL('../student/offline-student.ts', import.meta.url), { type: 'module' }),
	);
	await engine.load({ kind: 'stored', folder }, { device: 'wasm' }, never);
	const here = await answersOf(engine, prompts(3));
	engine.close();
	const original = new TransformersStudentEngine();
	await original.load(SHIPPED, { device: 'wasm' }, never);
	expect(here).toEqual(await answersOf(original, prompts(3)));
	original.close();
});

test('a student that was exported is opened again with all its files, and exported as it was', async () => {
	const paths = [
		...[...PATHS, GRAPH, 'README.md', 'selftest.json', 'model.safetensors'],
		...['training_chat_template.jinja', 'mlc/mlc-chat-config.json'],
		...['mlc/tensor-cache.json', 'mlc/params_shard_0.bin'],
	];
	const listed = paths.map((path) => ({ path, bytes: 0, sha256: '' }));
	const shipped = { kind: 'shipped', folder: 'practice-student' } as const;
	const unpack = async (zip: Blob) => unzipSync(new Uint8Array(await zip.arrayBuffer()));
	const exported = await unpack(await packStudent(stored, shipped, listed));
	const picked = Object.entries(exported).map(([path, bytes]) => ({
		...{ path, data: new Blob([new Uint8Array(bytes)]) },
	}));
	const { folder, files: opened } = await open(picked);
	const again = await unpack(
		await packStudent(stored, { kind: 'stored', folder }, opened ?? []),
	);
	expect(Object.keys(again).toSorted()).toEqual(paths.toSorted());
	const digests = async (all: Readonly<Record<string, Uint8Array>>) =>
		Promise.all(
			paths.map(async (path) => [path, await sha256(new Uint8Array(all[path] ?? []))] as const),
		);
	expect(await digests(again)).toEqual(await digests(exported));
});

test('with several graphs the best for the device is taken, or the one that the user chose', async () => {
	const files = await practiceFolder();
	const graph = files.find(({ path }) => path === GRAPH)?.data ?? new Blob();
	const many = [
		...files,
		{ path: 'onnx/model_quantized.onnx', data: graph },
		{ path: 'onnx/model_q4f16.onnx', data: graph },
	];
	expect((await open(many)).files?.map(({ path }) => path)).toContain('onnx/model_quantized.onnx');
	expect((await open(many, 'fp32')).files?.map(({ path }) => path)).toContain(GRAPH);
	const halfOnly = without(without(many, GRAPH), 'onnx/model_quantized.onnx');
	expect(await failure(open(halfOnly))).toBe('models/no-dtype');
});

test('what is wrong with a folder is named before anything is copied', async () => {
	const files = await practiceFolder();
	const cases: readonly (readonly [string, readonly PickedFile[]])[] = [
		['models/file-missing', without(files, 'tokenizer.json')],
		['models/corrupt-graph', changed(files, GRAPH, (data) => data.slice(0, data.size - 1000))],
		['models/wrong-tokenizer', changed(files, 'config.json', () => new Blob(['{"vocab_size":100}']))],
		['models/file-too-large', changed(files, GRAPH, (data) => ofSize(data, 2_200_000_000))],
		['models/no-model', files.filter(({ path }) => path.endsWith('.json'))],
	];
	for (const [code, folder] of cases) expect(await failure(open(folder))).toBe(code);
	expect(await models.list()).toEqual([]);
});

test('so is what is wrong with a folder for web-llm', async () => {
	const files = await webLlmFolder();
	const of = (path: string, text: string) => changed(files, path, () => new Blob([text]));
	const shard = 'mlc/params_shard_0.bin';
	const cases: readonly (readonly [string, readonly PickedFile[]])[] = [
		['models/file-missing', without(files, 'tokenizer_config.json')],
		['models/wrong-tokenizer', of('tokenizer_config.json', '{}')],
		['models/corrupt-file', of('tokenizer.json', '<!doctype html><p>Sign in')],
		['models/wrong-tokenizer', of('mlc/mlc-chat-config.json', '{"vocab_size":100}')],
		['models/truncated', changed(files, shard, (data) => data.slice(0, 1000))],
	];
	for (const [code, folder] of cases) expect(await failure(open(folder))).toBe(code);
	expect(await models.list()).toEqual([]);
	expect(await open(files)).toMatchObject({ format: 'mlc', contextTokens: 512 });
});

/** Of the same length, and a graph or shard as before for whoever looks at its beginning. */
const damaged = (data: Blob) =>
	new Blob([data.slice(0, 2_000_000), new Uint8Array(1000), data.slice(2_001_000)]);

test('damage at equal length is named where the folder has digests: web-llm’s own of its shards, or a manifest', async () => {
	const shard = 'mlc/params_shard_0.bin';
	const forWebLlm = await webLlmFolder();
	const opened = failure(open(changed(forWebLlm, shard, damaged)));
	expect(await opened).toBe('models/corrupt-file');

	const forWasm = await practiceFolder();
	const response = await fetch('/models/practice-student/manifest.json');
	const manifest = { path: 'manifest.json', data: await response.blob() };
	const listed = [...changed(forWasm, GRAPH, damaged), manifest];
	expect(await failure(open(listed))).toBe('models/corrupt-file');
	expect(await models.list()).toEqual([]);

	expect((await open(forWebLlm)).checked).toBe('weights');
	expect((await open([...forWasm, manifest])).checked).toBe('files');
	expect((await open(forWasm)).checked).toBe('sizes');
});

test('reading a folder for its digests can be cancelled', async () => {
	const gone = AbortSignal.abort();
	const picked = { name: 'Mine', id: 'f2', files: await webLlmFolder() };
	const more = { dtype: null, device: PLAIN_DEVICE, now: 1 };
	const opened = openFolder({ models }, { ...picked, ...more }, { onBytes: () => 0, signal: gone });
	expect(await failure(opened)).toBe('aborted');
	expect(await models.list()).toEqual([]);
});
