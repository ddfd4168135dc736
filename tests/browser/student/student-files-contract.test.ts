/** What every keeper of student files promises: in this browser's file system as in memory. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { OpfsStudentFiles } from '../../../src/adapters/opfs/student-files.ts';
import type { StudentFiles, WritableStudentFiles } from '../../../src/app/ports/student-files.ts';
import { codeOf } from '../../../src/core/error.ts';
import type { StudentFile } from '../../../src/core/student.ts';
import { MemoryStudentFiles } from '../../fakes/memory-student-files.ts';
import { listedFile } from './listed-file.ts';
import { never } from './practice.ts';

const FOLDER = 'retort/contract.1/student-0';
const CONFIG = 'config.json';
const GRAPH = 'onnx/model.onnx';
const TOTAL = '{}weights'.length;
const ORIGIN = 'https://trainer.example/student/';

const student = () =>
	Promise.all([listedFile(CONFIG, '{}'), listedFile(GRAPH, 'weights')] as const);

async function source(change: (file: StudentFile) => Partial<StudentFile> = () => ({})) {
	const files = (await student()).map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 }));
	const changed = files.map((file) => ({ ...file, ...change(file) }));
	return { kind: 'remote', url: ORIGIN, files: changed } as const;
}

/** A trainer that serves the student, where `instead` says nothing else; hears which files are asked for. */
function trainer(instead: Readonly<Record<string, () => Response>> = {}): readonly string[] {
	const asked: string[] = [];
	vi.stubGlobal('fetch', async (url: URL, { signal }: RequestInit) => {
		const path = url.href.slice(ORIGIN.length);
		asked.push(path);
		const given = instead[path]?.();
		signal?.throwIfAborted();
		if (given !== undefined) return given;
		const served = (await student()).find((file) => file.path === path);
		return new Response(served?.data, { status: served === undefined ? 404 : 200 });
	});
	return asked;
}

function nobody(): never {
	throw new TypeError('Failed to fetch');
}
const ignore = () => undefined;
const bytesIn = async (store: StudentFiles) =>
	(await store.list()).find(({ folder }) => folder === FOLDER)?.bytes;
/** '' where it was fulfilled. */
const failure = (promise: Promise<unknown>) => promise.then(() => '', codeOf);

beforeEach(() => new OpfsStudentFiles().delete(FOLDER));
afterEach(() => {
	vi.unstubAllGlobals();
});

describe.each<[string, () => WritableStudentFiles]>([
	['in OPFS', () => new OpfsStudentFiles([1])],
	['in memory', () => new MemoryStudentFiles()],
])('student files %s', (_where, open) => {
	describe('copied from a trainer', () => {
		test('are a student, listed with its bytes, when all of them are there', async () => {
			const store = open();
			const asked = trainer();
			const seen: (readonly number[])[] = [];
			await store.fetchInto(FOLDER, await source(), (...bytes) => seen.push(bytes), never);
			expect(asked).toEqual([CONFIG, GRAPH]);
			expect(await bytesIn(store)).toBe(TOTAL);
			expect(await store.readText(FOLDER, CONFIG)).toBe('{}');
			expect(await (await store.read(FOLDER, GRAPH)).text()).toBe('weights');
			expect(seen.at(-1)).toEqual([TOTAL, TOTAL]);
			expect(seen).toEqual(seen.toSorted(([a = 0], [b = 0]) => a - b));
		});

		test('are not fetched again', async () => {
			const store = open();
			trainer();
			await store.fetchInto(FOLDER, await source(), ignore, never);
			const asked = trainer();
			const seen: (readonly number[])[] = [];
			await store.fetchInto(FOLDER, await source(), (...bytes) => seen.push(bytes), never);
			expect(asked).toEqual([]);
			expect(seen).toEqual([[TOTAL, TOTAL]]);
			expect(await bytesIn(store)).toBe(TOTAL);
		});

		test('take the place of another student whose files have the same sizes', async () => {
			const store = open();
			await store.write(FOLDER, CONFIG, new Blob(['[]']));
			await store.write(FOLDER, GRAPH, new Blob(['WEIGHTS']));
			trainer();
			await store.fetchInto(FOLDER, await source(), ignore, never);
			expect(await store.readText(FOLDER, CONFIG)).toBe('{}');
			expect(await store.readText(FOLDER, GRAPH)).toBe('weights');
		});

		test.each<[string, Partial<StudentFile>]>([
			['a byte is wrong', { sha256: '0'.repeat(64) }],
			['they are longer than listed', { bytes: 6 }],
		])('are refused by name when %s, and nothing is kept', async (_what, change) => {
			const store = open();
			trainer();
			const wrong = await source(({ path }) => (path === GRAPH ? change : {}));
			await expect(store.fetchInto(FOLDER, wrong, ignore, never)).rejects.toMatchObject({
				code: 'student/corrupt-file',
				message: expect.stringContaining(`${GRAPH}: expected`) as string,
			});
			expect(await bytesIn(store)).toBeUndefined();
			expect(await failure(store.read(FOLDER, CONFIG))).toBe('student/file-missing');
			const asked = trainer();
			await store.fetchInto(FOLDER, await source(), ignore, never);
			expect(asked).toEqual([CONFIG, GRAPH]);
		});

		test.each<[string, () => Response]>([
			['nobody answers', nobody],
			['the trainer is in trouble', () => new Response('', { status: 503 })],
			['the answer ends too soon', () => new Response('weig')],
		])('are no student when %s; the next copy goes on with what lacks', async (_what, answer) => {
			const store = open();
			trainer({ [GRAPH]: answer });
			const copying = store.fetchInto(FOLDER, await source(), ignore, never);
			expect(await failure(copying)).toBe('student/fetch-failed');
			expect(await bytesIn(store)).toBeUndefined();
			expect(await failure(store.readText(FOLDER, CONFIG))).toBe('student/file-missing');
			const asked = trainer();
			await store.fetchInto(FOLDER, await source(), ignore, never);
			expect(asked).toEqual([GRAPH]);
			expect(await bytesIn(store)).toBe(TOTAL);
		});

		test.each([
			['student/fetch-refused', 403],
			['student/file-missing', 404],
		])('are asked for once where the answer is no: %s', async (code, status) => {
			const store = open();
			const asked = trainer({ [CONFIG]: () => new Response('', { status }) });
			expect(await failure(store.fetchInto(FOLDER, await source(), ignore, never))).toBe(code);
			expect(asked).toEqual([CONFIG]);
			expect(await bytesIn(store)).toBeUndefined();
		});

		test('are no student after a pause, which is thrown as it is; the next copy goes on', async () => {
			const store = open();
			const stop = new AbortController();
			const pause = () => {
				stop.abort(new Error('enough'));
				return new Response('weights');
			};
			trainer({ [GRAPH]: pause });
			const copying = store.fetchInto(FOLDER, await source(), ignore, stop.signal);
			await expect(copying).rejects.toThrow('enough');
			expect(await bytesIn(store)).toBeUndefined();
			const asked = trainer();
			const again = store.fetchInto(FOLDER, await source(), ignore, stop.signal);
			await expect(again).rejects.toThrow('enough');
			expect(asked).toEqual([]);
			await store.fetchInto(FOLDER, await source(), ignore, never);
			expect(asked).toEqual([GRAPH]);
			expect(await bytesIn(store)).toBe(TOTAL);
		});
	});

	describe('that come in a file', () => {
		test('are there when all of them are, and aren’t written again', async () => {
			const store = open();
			expect(await store.writeWhole(FOLDER, await student())).toBe(true);
			expect(await bytesIn(store)).toBe(TOTAL);
			expect(await store.readText(FOLDER, GRAPH)).toBe('weights');
			expect(await store.writeWhole(FOLDER, await student())).toBe(false);
		});

		test.each([
			['a byte', { data: new Blob(['Weights']) }],
			['its length', { data: new Blob(['weight']) }],
		])('with one of which %s is wrong are not kept at all', async (_what, wrong) => {
			const store = open();
			const [config, graph] = await student();
			const writing = store.writeWhole(FOLDER, [config, { ...graph, ...wrong }]);
			expect(await failure(writing)).toBe('student/corrupt-file');
			expect(await bytesIn(store)).toBeUndefined();
			expect(await failure(store.read(FOLDER, CONFIG))).toBe('student/file-missing');
			expect(await store.writeWhole(FOLDER, await student())).toBe(true);
		});

		test('take the place of what a killed tab left', async () => {
			const store = open();
			await store.write(FOLDER, GRAPH, new Blob(['wei']));
			await store.write(FOLDER, 'stale', new Blob(['stale']));
			expect(await store.writeWhole(FOLDER, await student())).toBe(true);
			expect(await bytesIn(store)).toBe(TOTAL);
			expect(await store.readText(FOLDER, GRAPH)).toBe('weights');
		});
	});

	test('that are written can be read, by their last content, until they are deleted', async () => {
		const store = open();
		await store.write(FOLDER, GRAPH, new Blob(['a longer text']));
		await store.write(FOLDER, GRAPH, new Blob(['weights']));
		await store.write(FOLDER, CONFIG, new Blob(['{}']));
		expect(await store.readText(FOLDER, GRAPH)).toBe('weights');
		expect(await bytesIn(store)).toBe(TOTAL);
		await store.delete(FOLDER);
		expect(await bytesIn(store)).toBeUndefined();
		expect(await failure(store.readText(FOLDER, GRAPH))).toBe('student/file-missing');
	});

	test('that are not there are missing by name, and nothing is to be deleted', async () => {
		const store = open();
		expect(await failure(store.read(FOLDER, CONFIG))).toBe('student/file-missing');
		await store.delete(FOLDER);
		await store.write(FOLDER, CONFIG, new Blob(['{}']));
		expect(await failure(store.read(FOLDER, GRAPH))).toBe('student/file-missing');
		expect(await failure(store.readText(FOLDER, 'config'))).toBe('student/file-missing');
	});
});
