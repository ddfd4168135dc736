/** Student files in this browser's private file system: copied by content, published as a whole. */
import type { StudentFiles } from '../../app/ports.ts';
import { AppError } from '../../core/error.ts';
import type { StudentSource } from '../../core/student.ts';
import {
	allStudents,
	COPYING,
	directoryName,
	fileIn,
	folderOf,
	hasFile,
	readStored,
	studentDirectory,
} from '../../../workers/student/opfs.ts';
import { copyFile } from './copy-file.ts';

/**
 * A folder with the file `.copying` in it isn't a student yet: the mark is put before the first file and taken away
 * after the last is verified. A tab that closes meanwhile leaves it, and the next copy goes on from what is there.
 */
export class OpfsStudentFiles implements StudentFiles {
	async fetchInto(
		folder: string,
		source: Extract<StudentSource, { kind: 'remote' }>,
		onBytes: (done: number, total: number) => void,
		signal: AbortSignal,
	): Promise<void> {
		// Two tabs that copy the same student take turns; the second finds everything there.
		await navigator.locks.request(`student-files/${folder}`, { signal }, async () => {
			try {
				await copyAll(folder, source, onBytes, signal);
			} catch (thrown) {
				// A pause is no failure: what is there is kept for the next time.
				if (!signal.aborted) await this.delete(folder);
				throw thrown;
			}
		});
	}

	async readText(folder: string, path: string): Promise<string> {
		return (await readStored(folder, path)).text();
	}

	async read(folder: string, path: string): Promise<Blob> {
		return readStored(folder, path);
	}

	async write(folder: string, path: string, data: Blob): Promise<void> {
		const directory = await studentDirectory(folder, true);
		const writable = await (await fileIn(directory, path, true)).createWritable();
		await data.stream().pipeTo(writable);
	}

	/** Complete students only. */
	async list(): Promise<readonly { readonly folder: string; readonly bytes: number }[]> {
		const listed: { folder: string; bytes: number }[] = [];
		for await (const entry of (await allStudents()).values())
			if (entry.kind === 'directory' && !(await hasFile(entry, COPYING)))
				listed.push({ folder: folderOf(entry.name), bytes: await bytesIn(entry) });
		return listed;
	}

	/** Nothing happens where there is no such folder. */
	async delete(folder: string): Promise<void> {
		const students = await allStudents();
		for await (const name of students.keys())
			if (name === directoryName(folder)) await students.removeEntry(name, { recursive: true });
	}
}

async function copyAll(
	folder: string,
	{ url, files }: Extract<StudentSource, { kind: 'remote' }>,
	onBytes: (done: number, total: number) => void,
	signal: AbortSignal,
): Promise<void> {
	const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
	const directory = await studentDirectory(folder, true);
	if ((await isComplete(directory, files)) && !(await hasFile(directory, COPYING))) {
		onBytes(total, total);
		return;
	}
	await mindSpace(folder, total - (await bytesIn(directory)));
	await fileIn(directory, COPYING, true);
	let done = 0;
	for (const file of files) {
		await copyFile(directory, {
			url,
			file,
			signal,
			onBytes: (more) => {
				onBytes((done += more), total);
			},
		});
	}
	await directory.removeEntry(COPYING);
}

async function isComplete(
	directory: FileSystemDirectoryHandle,
	files: Extract<StudentSource, { kind: 'remote' }>['files'],
): Promise<boolean> {
	for (const { path, bytes } of files) {
		if (!(await hasFile(directory, path))) return false;
		if ((await (await fileIn(directory, path)).getFile()).size !== bytes) return false;
	}
	return true;
}

async function bytesIn(directory: FileSystemDirectoryHandle): Promise<number> {
	let bytes = 0;
	for await (const entry of directory.values())
		bytes += entry.kind === 'file' ? (await entry.getFile()).size : await bytesIn(entry);
	return bytes;
}

/** Better said before the copy than in the middle of it. */
async function mindSpace(folder: string, bytes: number): Promise<void> {
	const { quota, usage } = await navigator.storage.estimate();
	const free = (quota ?? Infinity) - (usage ?? 0);
	if (bytes > free)
		throw new AppError(
			'student/no-space',
			`'${folder}' needs ${megabytes(bytes)} more, this browser grants ${megabytes(free)}`,
		);
}

function megabytes(bytes: number): string {
	return `${(bytes / 1e6).toFixed(0)} MB`;
}
