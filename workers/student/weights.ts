/** Which graph of a student is loaded, and whether it can be: a folder that was brought here holds one, in whatever way it is written. */
import { AppError } from '../../src/core/error.ts';
import { dtypeOf, type Dtype } from '../../src/core/models/dtype.ts';
import type { StudentDevice, StudentSource } from '../../src/core/student.ts';
import { studentDirectory } from './opfs.ts';

/** transformers.js' options; without them it goes by config.json and by the device. */
type Weights = {
	readonly dtype?: Dtype;
	/** Files of tensors beside the graph. */
	readonly use_external_data_format?: number;
};
type Sized = { readonly name: string; readonly bytes: number };

/** Addresses of WebAssembly have 32 bits. */
const WASM_BYTES = 2 ** 32;

/** Throws 'student/needs-webgpu' where there is none but for web-llm, 'student/out-of-memory' where it is sure not to fit. */
export async function weightsOf(source: StudentSource, device: StudentDevice): Promise<Weights> {
	const graph = await filesIn(source, 'onnx');
	const [dtype, ...others] = graph.flatMap(({ name }) => dtypeOf(name) ?? []);
	const bytes = graph.reduce((sum, file) => sum + file.bytes, 0);
	if (device === 'wasm' && others.length === 0 && bytes > WASM_BYTES)
		throw new AppError(
			'student/out-of-memory',
			`its weights have ${String(bytes)} bytes, WebAssembly can hold ${String(WASM_BYTES)}`,
		);
	if (graph.length === 0 && (await filesIn(source, 'mlc')).length > 0)
		throw new AppError(
			'student/needs-webgpu',
			'expected weights for transformers.js (onnx/), got some for web-llm alone (mlc/), which needs WebGPU on a graphics processor',
		);
	if (source.kind !== 'stored' || dtype === undefined || others.length > 0) return {};
	const dataFiles = graph.filter(({ name }) => /\.onnx_data(_\d+)?$/.test(name)).length;
	return dataFiles === 0 ? { dtype } : { dtype, use_external_data_format: dataFiles };
}

/** What is known to lie there; of a student that ships nobody has a list. */
async function filesIn(source: StudentSource, folder: string): Promise<readonly Sized[]> {
	switch (source.kind) {
		case 'shipped':
			return [];
		case 'remote':
			return source.files.flatMap(({ path, bytes }) =>
				path.startsWith(`${folder}/`) ? [{ name: path.slice(folder.length + 1), bytes }] : [],
			);
		case 'stored':
			return storedIn(await studentDirectory(source.folder), folder);
	}
}

async function storedIn(directory: FileSystemDirectoryHandle, folder: string): Promise<Sized[]> {
	const found: Sized[] = [];
	for await (const [name, entry] of directory.entries())
		if (name === folder && entry.kind === 'directory')
			for await (const inside of entry.values())
				if (inside.kind === 'file')
					found.push({
						name: inside.name,
						bytes: (await inside.getFile()).size,
					});
	return found;
}
