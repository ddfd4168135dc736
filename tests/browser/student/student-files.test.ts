/** Student files in OPFS: copied whole or not at all, gone on with, loaded without a network. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { OpfsStudentFiles } from '../../../src/adapters/opfs/student-files.ts';
import { TransformersStudentEngine } from '../../../src/adapters/transformers/student-engine.ts';
import { keepStudent } from '../../../src/app/keep-student.ts';
import { codeOf, messageOf } from '../../../src/core/error.ts';
import type { StudentSource } from '../../../src/core/student.ts';
import { directoryName } from '../../../workers/student/opfs.ts';
import { listedFile } from './listed-file.ts';
import { answersOf, never, prompts, remote, SHIPPED } from './practice.ts';

type Remote = Extract<StudentSource, { kind: 'remote' }>;
const FOLDER = 'retort/run.1/student-0';
const GRAPH = 'onnx/model.onnx';
const files = new OpfsStudentFiles([1, 1, 1]);
let source: Remote;

beforeEach(async () => {
	source = await remote();
	await files.delete(FOLDER);
});
afterEach(() => {
	vi.unstubAllGlobals();
});
const ignore = () => undefined;
const total = ({ files: all }: Remote) => all.reduce((sum, { bytes }) => sum + bytes, 0);

/** A network that breaks answers off `times` times, the first `bringing` after `bytes`; hears what ranges were asked for. */
function breakingNetwork(bytes: number, times: number, bringing = times) {
	const ranges: (string | null)[] = [];
	const fetchWhole = fetch;
	vi.stubGlobal('fetch', async (url: URL, init: RequestInit) => {
		if (!url.pathname.endsWith(GRAPH)) return fetchWhole(url, init);
		const range = new Headers(init.headers).get('range');
		ranges.push(range);
		const from = Number(/\d+/.exec(range ?? '0')?.[0]);
		const whole = await (await fetchWhole(url)).arrayBuffer();
		const breaks = ranges.length <= times;
		const brought = ranges.length <= bringing ? bytes : 0;
		const piece = new Uint8Array(whole.slice(from, breaks ? from + brought : undefined));
		let sent = false;
		const body = new ReadableStream({
			pull(controller) {
				// An error drops what is queued: it comes with the next pull.
				if (!sent && piece.length > 0) controller.enqueue(piece);
				else if (breaks) controller.error(new TypeError('connection reset'));
				else controller.close();
				sent = true;
			},
		});
		return new Response(body, { status: range === null ? 200 : 206 });
	});
	return ranges;
}

describe('a copy', () => {
	test('goes on where the connection broke', async () => {
		const ranges = breakingNetwork(1_000_000, 2);
		await files.fetchInto(FOLDER, source, ignore, never);
		expect(ranges).toEqual([null, 'bytes=1000000-', 'bytes=2000000-']);
	});

	test('is not given up for as long as each connection brings something', async () => {
		const ranges = breakingNetwork(700_000, 6);
		await files.fetchInto(FOLDER, source, ignore, never);
		expect(ranges.at(-1)).toBe('bytes=4200000-');
	});

	test('is given up when the connection keeps breaking; the next goes on from what is there', async () => {
		breakingNetwork(1000, 99, 1);
		const copying = files.fetchInto(FOLDER, source, ignore, never);
		expect(await copying.then(ignore, codeOf)).toBe('student/fetch-failed');
		expect(await files.list()).not.toContainEqual(expect.objectContaining({ folder: FOLDER }));
		vi.unstubAllGlobals();
		const ranges = breakingNetwork(0, 0);
		await files.fetchInto(FOLDER, source, ignore, never);
		expect(ranges).toEqual(['bytes=1000-']);
		expect(await files.list()).toContainEqual({ folder: FOLDER, bytes: total(source) });
	});

	test('waits for the trainer after each break, and a pause ends the wait', async () => {
		const stop = new AbortController();
		const ranges = breakingNetwork(1000, 99, 1);
		const patient = new OpfsStudentFiles([500, 60_000]);
		const began = performance.now();
		const copying = patient.fetchInto(FOLDER, source, ignore, stop.signal);
		await vi.waitFor(
			() => {
				expect(ranges).toEqual([null, 'bytes=1000-']);
			},
			{ timeout: 20_000 },
		);
		expect(performance.now() - began).toBeGreaterThanOrEqual(500);
		stop.abort();
		expect(await copying.then(ignore, codeOf)).toBe('aborted');
		expect(ranges).toHaveLength(2);
	});

	test('that was begun of another student whose files have the same sizes takes nothing of it', async () => {
		for (const { path, bytes } of source.files)
			await files.write(FOLDER, path, new Blob([new Uint8Array(bytes)]));
		await files.write(FOLDER, '.copying', new Blob());
		const seen: number[] = [];
		await files.fetchInto(FOLDER, source, (done) => seen.push(done), never);
		expect(await files.readText(FOLDER, 'config.json')).toContain('"model_type"');
		expect(seen.at(-1)).toBe(total(source));
		expect(Math.max(...seen)).toBe(total(source));
	});

	test('that was paused isn’t a student yet, and goes on from what is there', async () => {
		const stop = new AbortController();
		const first = source.files.slice(
			0,
			source.files.findIndex(({ path }) => path === GRAPH),
		);
		const inGraph = total({ ...source, files: first }) + 1_000_000;
		const pausing = (done: number) => {
			if (done > inGraph) stop.abort();
		};
		const copying = files.fetchInto(FOLDER, source, pausing, stop.signal);
		expect(await copying.then(ignore, codeOf)).toBe('aborted');
		expect(await files.list()).not.toContainEqual(expect.objectContaining({ folder: FOLDER }));
		await expect(files.read(FOLDER, 'config.json')).rejects.toMatchObject({
			code: 'student/file-missing',
		});
		const ranges = breakingNetwork(0, 0);
		await files.fetchInto(FOLDER, source, ignore, never);
		expect(ranges).toEqual([expect.stringMatching(/^bytes=\d{6,}-$/)]);
	});
});

test('a student that another tab copies is not deleted under it, and is whole in the end', async () => {
	let open: () => void = ignore;
	const opened = new Promise<void>((resolve) => (open = resolve));
	const fetchWhole = fetch;
	vi.stubGlobal('fetch', async (url: URL, init: RequestInit) => {
		if (url.pathname.endsWith(GRAPH)) await opened;
		return fetchWhole(url, init);
	});
	const small = source.files.findIndex(({ path }) => path === GRAPH);
	const before = total({ ...source, files: source.files.slice(0, small) });
	let copying: Promise<void> = Promise.resolve();
	await new Promise<void>((begun) => {
		const hear = (done: number) => {
			if (done >= before) begun();
		};
		copying = files.fetchInto(FOLDER, source, hear, never);
	});
	expect(await new OpfsStudentFiles().delete(FOLDER).then(ignore, codeOf)).toBe('student/in-use');
	open();
	await copying;
	expect(await files.list()).toContainEqual({ folder: FOLDER, bytes: total(source) });
	expect(await files.readText(FOLDER, 'config.json')).toContain('"model_type"');
});

const bytesOfFolder = async () =>
	(await files.list()).find(({ folder }) => folder === FOLDER)?.bytes;

test('a student that comes in a file isn’t one before its last byte is checked, nor when its tab is killed', async () => {
	const [config, graph] = await Promise.all([
		listedFile('config.json', '{}'),
		listedFile(GRAPH, 'weights'),
	]);
	const seen: unknown[] = [];
	// Reading the last file's bytes is the last moment before it is whole.
	const slow = Object.assign(new Blob(['weights']), {
		arrayBuffer: async () => {
			seen.push(await bytesOfFolder(), await files.read(FOLDER, 'config.json').catch(codeOf));
			return new TextEncoder().encode('weights').buffer;
		},
	});
	await files.writeWhole(FOLDER, [config, { ...graph, data: slow }]);
	expect(seen).toEqual([undefined, 'student/file-missing']);
	expect(await bytesOfFolder()).toBe(9);
	await files.write(FOLDER, '.copying', new Blob());
	expect(await bytesOfFolder()).toBeUndefined();
	expect(await files.writeWhole(FOLDER, [config, graph])).toBe(true);
	expect(await bytesOfFolder()).toBe(9);
});

test('a folder that a killed tab left without a file is no student, nor is one whose deletion was cut short', async () => {
	const root = await navigator.storage.getDirectory();
	const students = await root.getDirectoryHandle('students', { create: true });
	await students.getDirectoryHandle(directoryName(FOLDER), { create: true });
	expect(await bytesOfFolder()).toBeUndefined();
	await files.writeWhole(FOLDER, [await listedFile('config.json', '{}')]);
	const removed: string[] = [];
	// eslint-disable-next-line @typescript-eslint/unbound-method -- applied to its own folder below
	const remove = FileSystemDirectoryHandle.prototype.removeEntry;
	let kill: (why: Error) => void = ignore;
	const hung = new Promise<void>((_, reject) => (kill = reject));
	const killed = vi
		.spyOn(FileSystemDirectoryHandle.prototype, 'removeEntry')
		.mockImplementation(function (this: FileSystemDirectoryHandle, name, options) {
			removed.push(name);
			return removed.length > 1 ? hung : remove.call(this, name, options);
		});
	const deleting = files.delete(FOLDER).then(ignore, messageOf);
	await vi.waitFor(() => {
		expect(removed).toEqual(['config.json', directoryName(FOLDER)]);
	});
	killed.mockRestore();
	kill(new Error('the tab is gone'));
	expect(await deleting).toBe('the tab is gone');
	expect(await bytesOfFolder()).toBeUndefined();
	await files.delete(FOLDER);
	await expect(files.read(FOLDER, 'config.json')).rejects.toMatchObject({
		message: expect.stringContaining('no student is stored') as string,
	});
});

describe('a kept student', () => {
	test('answers from OPFS with no network as the shipped one does', async () => {
		const offline = new TransformersStudentEngine(
			() => new Worker(new URL('./offline-student.ts', import.meta.url), { type: 'module' }),
		);
		const world = { engine: offline, files };
		const kept = await keepStudent(world, {
			model: 'student-1',
			folder: FOLDER,
			source,
			onBytes: ignore,
			signal: never,
		});
		expect(kept).toMatchObject({
			source: { kind: 'stored', folder: FOLDER },
			selfTest: { passed: true },
		});
		const stored = await answersOf(offline, prompts(5));
		await expect(offline.load(SHIPPED, { device: 'wasm' }, never)).rejects.toMatchObject({
			code: 'student/fetch-failed',
		});
		offline.close();
		const shipped = new TransformersStudentEngine();
		await shipped.load(SHIPPED, { device: 'wasm' }, never);
		expect(stored).toEqual(await answersOf(shipped, prompts(5)));
		shipped.close();
	}, 180_000);

	test('can also be read straight from the trainer', async () => {
		const engine = new TransformersStudentEngine();
		await engine.load(source, { device: 'wasm' }, never);
		expect(await answersOf(engine, prompts(1))).toHaveLength(1);
		engine.close();
	}, 120_000);
});
