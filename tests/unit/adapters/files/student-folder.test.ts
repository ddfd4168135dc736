import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { packStudent } from '../../../../src/adapters/files/student-folder.ts';
import { MemoryStudentFiles } from '../../../fakes/memory-student-files.ts';

const FOLDER = new URL('../../../../models/practice-student/', import.meta.url);
/** What a trained student's folder is for: weights for training, weights for the page, words, its card. */
const PATHS = [
	'README.md',
	'model.safetensors',
	'onnx/model.onnx',
	'tokenizer.json',
	'config.json',
];

test('a student kept here is packed with safetensors, ONNX and its card, byte for byte', async () => {
	const files = new MemoryStudentFiles();
	const real = new Map<string, Uint8Array<ArrayBuffer>>();
	for (const path of PATHS) {
		const bytes = new Uint8Array(await readFile(new URL(path, FOLDER)));
		real.set(path, bytes);
		await files.write('student-1', path, new Blob([bytes]));
	}
	const listed = PATHS.map((path) => ({
		path,
		bytes: real.get(path)?.length ?? 0,
		sha256: '',
	}));
	const zip = await packStudent(files, { kind: 'stored', folder: 'student-1' }, listed);
	const unpacked = unzipSync(new Uint8Array(await zip.arrayBuffer()));
	expect(Object.keys(unpacked)).toEqual(PATHS);
	for (const [path, bytes] of real)
		expect(Buffer.compare(unpacked[path] ?? new Uint8Array(), bytes), path).toBe(0);
	expect(new TextDecoder().decode(unpacked['README.md'])).toContain('licen');
});

test('a student of which a file is gone is not packed as if it were whole', async () => {
	const files = new MemoryStudentFiles();
	await files.write('student-1', 'README.md', new Blob(['card']));
	const listed = ['README.md', 'model.safetensors'].map((path) => ({ path, bytes: 4, sha256: '' }));
	const packing = packStudent(files, { kind: 'stored', folder: 'student-1' }, listed);
	await expect(packing).rejects.toThrow('model.safetensors');
});
