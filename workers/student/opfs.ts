/** Where a student lies in this browser: `students/<folder>/…` in the origin's private file system. */
import { AppError } from '../../src/core/error.ts';

/** In a folder for as long as its copy isn't complete and verified, and when its deletion has begun. */
export const COPYING = '.copying';

/** The directory that holds the folders of all students. */
export async function allStudents(): Promise<FileSystemDirectoryHandle> {
	const root = await navigator.storage.getDirectory();
	return root.getDirectoryHandle('students', { create: true });
}

/** Ids of students have '/' in them, which a name can't; a dot could make '..'. */
export function directoryName(folder: string): string {
	return encodeURIComponent(folder).replaceAll('.', '%2E');
}

/** The inverse of `directoryName`. */
export function folderOf(name: string): string {
	return decodeURIComponent(name);
}

/** Throws 'student/file-missing' where there is no such folder, unless it may be created. */
export async function studentDirectory(
	folder: string,
	create = false,
): Promise<FileSystemDirectoryHandle> {
	const students = await allStudents();
	try {
		return await students.getDirectoryHandle(directoryName(folder), { create });
	} catch (cause) {
		throw missing(cause, `no student is stored as '${folder}'`);
	}
}

/** `path` has '/' between its parts; throws 'student/file-missing'. */
export async function fileIn(
	directory: FileSystemDirectoryHandle,
	path: string,
	create = false,
): Promise<FileSystemFileHandle> {
	const parts = path.split('/');
	const name = parts.pop() ?? '';
	let parent = directory;
	try {
		for (const part of parts) parent = await parent.getDirectoryHandle(part, { create });
		return await parent.getFileHandle(name, { create });
	} catch (cause) {
		throw missing(cause, `'${folderOf(directory.name)}' has no file ${path}`);
	}
}

export async function hasFile(
	directory: FileSystemDirectoryHandle,
	path: string,
): Promise<boolean> {
	try {
		await fileIn(directory, path);
		return true;
	} catch (thrown) {
		if (thrown instanceof AppError && thrown.code === 'student/file-missing') return false;
		throw thrown;
	}
}

/** A file of a complete student; throws 'student/file-missing'. */
export async function readStored(folder: string, path: string): Promise<File> {
	const directory = await studentDirectory(folder);
	if (await hasFile(directory, COPYING))
		throw new AppError('student/file-missing', `the copy of '${folder}' isn't complete`);
	return (await fileIn(directory, path)).getFile();
}

function missing(cause: unknown, message: string): unknown {
	return cause instanceof DOMException && cause.name === 'NotFoundError'
		? new AppError('student/file-missing', message, { cause })
		: cause;
}
