/** How much of a model lies in its folder, and whether that is all of it. */
import { AppError } from '../../core/error.ts';
import type { StudentFile } from '../../core/student.ts';
import { fileIn, hasFile } from '../../../workers/student/opfs.ts';

/** Of these files as far as they are there. */
export async function bytesOf(
	directory: FileSystemDirectoryHandle,
	files: readonly { readonly path: string }[],
): Promise<number> {
	let bytes = 0;
	for (const { path } of files) bytes += (await sizeOf(directory, path)) ?? 0;
	return bytes;
}

/** Of all that lies there but our own marks and notes, whose names begin with a dot. */
export async function bytesWithin(directory: FileSystemDirectoryHandle): Promise<number> {
	let bytes = 0;
	for await (const entry of directory.values())
		if (entry.kind === 'directory') bytes += await bytesWithin(entry);
		else if (!entry.name.startsWith('.')) bytes += (await entry.getFile()).size;
	return bytes;
}

/** Throws 'student/file-missing' unless each is there, as long as listed. */
export async function refuseLosses(
	directory: FileSystemDirectoryHandle,
	files: readonly StudentFile[],
): Promise<void> {
	for (const { path, bytes } of files) {
		const size = await sizeOf(directory, path);
		if (size === bytes) continue;
		const got = size === undefined ? 'no such file' : `${String(size)} bytes`;
		throw new AppError(
			'student/file-missing',
			`${path}: expected ${String(bytes)} bytes, got ${got}. It was deleted or changed after it had come.`,
		);
	}
}

/** undefined: it isn't there. */
async function sizeOf(
	directory: FileSystemDirectoryHandle,
	path: string,
): Promise<number | undefined> {
	if (!(await hasFile(directory, path))) return undefined;
	return (await (await fileIn(directory, path)).getFile()).size;
}
