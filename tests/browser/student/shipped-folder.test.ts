import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { packStudent } from '../../../src/adapters/files/student-folder.ts';
import { shippedWithFiles } from '../../../src/adapters/models/catalog.ts';
import { MemoryStudentFiles } from '../../fakes/memory-student-files.ts';

async function sha256(data: Uint8Array<ArrayBuffer>): Promise<string> {
	const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
	return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

test('the folder of the student that ships holds its card and its weights for the browser and for training, byte for byte', async () => {
	const [student] = await shippedWithFiles();
	const { folder = '', files = [] } = student ?? {};
	const zip = await packStudent(new MemoryStudentFiles(), { kind: 'shipped', folder }, files);
	const unpacked = unzipSync(new Uint8Array(await zip.arrayBuffer()));
	expect(Object.keys(unpacked)).toEqual(
		expect.arrayContaining(['README.md', 'model.safetensors', 'onnx/model.onnx', 'tokenizer.json']),
	);
	const sums = await Promise.all(
		Object.entries(unpacked).map(async ([path, data]) => [path, await sha256(data)]),
	);
	expect(Object.fromEntries(sums)).toEqual(
		Object.fromEntries(files.map(({ path, sha256: sum }) => [path, sum])),
	);
});
