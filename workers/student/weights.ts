/** Which graph of a student in this browser is loaded: a folder that was brought here holds one, in whatever way it is written. */
import { dtypeOf, type Dtype } from '../../src/core/models/dtype.ts';
import type { StudentSource } from '../../src/core/student.ts';
import { studentDirectory } from './opfs.ts';

/** transformers.js' options; without them it goes by config.json and by the device. */
type Weights = {
	readonly dtype?: Dtype;
	/** Files of tensors beside the graph. */
	readonly use_external_data_format?: number;
};

export async function weightsOf(source: StudentSource): Promise<Weights> {
	if (source.kind !== 'stored') return {};
	const names = await namesIn(await studentDirectory(source.folder), 'onnx');
	const [dtype, ...others] = names.flatMap((name) => dtypeOf(name) ?? []);
	if (dtype === undefined || others.length > 0) return {};
	const dataFiles = names.filter((name) => /\.onnx_data(_\d+)?$/.test(name)).length;
	return dataFiles === 0 ? { dtype } : { dtype, use_external_data_format: dataFiles };
}

async function namesIn(directory: FileSystemDirectoryHandle, folder: string): Promise<string[]> {
	const names: string[] = [];
	for await (const [name, entry] of directory.entries())
		if (name === folder && entry.kind === 'directory')
			for await (const inside of entry.keys()) names.push(inside);
	return names;
}
