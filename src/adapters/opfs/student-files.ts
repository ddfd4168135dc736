/** Student files in this browser's private file system: copied by content, published as a whole. */
import type { WritableStudentFiles } from '../../app/ports/student-files.ts';
import { AppError, codeOf } from '../../core/error.ts';
import type { StudentFile, StudentSource } from '../../core/student.ts';
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
import { checkDigest } from '../../../workers/student/source-files.ts';
import { copyFile } from './copy-file.ts';

/**
 * A folder with the file `.copying` in it isn't a student yet, nor is an empty one: the mark is put before the first file
 * and taken away after the last is verified, and it is put again before anything is deleted. A tab that closes meanwhile
 * leaves it, and the next copy goes on from what is there.
 */
export class OpfsStudentFiles implements WritableStudentFiles {
	readonly #waitsMs: readonly number[];

	/** `waitsMs`: how long to wait for the trainer after each connection that breaks. */
	constructor(waitsMs: readonly number[] = [1000, 2000, 4000, 8000, 15_000, 30_000]) {
		this.#waitsMs = waitsMs;
	}

	async fetchInto(
		folder: string,
		source: Extract<StudentSource, { kind: 'remote' }>,
		onBytes: (done: number, total: number) => void,
		signal: AbortSignal,
	): Promise<void> {
		await navigator.locks.request(lockOf(folder), { signal }, async () => {
			try {
				await this.#copyAll(folder, source, onBytes, signal);
			} catch (thrown) {
				// After a pause, or when the trainer is away, the next copy goes on from what is there.
				if (SPOILT.has(codeOf(thrown))) await remove(folder);
				throw thrown;
			}
		});
	}

	async #copyAll(
		folder: string,
		{ url, files }: Extract<StudentSource, { kind: 'remote' }>,
		onBytes: (done: number, total: number) => void,
		signal: AbortSignal,
	): Promise<void> {
		const total = bytesOf(files);
		if (await isWhole(folder, files)) {
			onBytes(total, total);
			return;
		}
		await mindSpace(folder, total - (await bytesOfFolder(folder)));
		const directory = await markedDirectory(folder);
		const waitsMs = this.#waitsMs;
		let done = 0;
		for (const file of files) {
			await copyFile(directory, {
				...{ url, file, waitsMs, signal },
				onBytes: (more) => {
					onBytes((done += more), total);
				},
			});
		}
		await directory.removeEntry(COPYING);
	}

	async writeWhole(
		folder: string,
		files: readonly (StudentFile & { readonly data: Blob })[],
	): Promise<boolean> {
		return navigator.locks.request(lockOf(folder), async () => {
			if (await isWhole(folder, files)) return false;
			// What is left of a copy, or of a tab that was killed, is none of this student's.
			await remove(folder);
			try {
				await this.#writeAll(folder, files);
				return true;
			} catch (thrown) {
				await remove(folder);
				throw thrown;
			}
		});
	}

	async #writeAll(
		folder: string,
		files: readonly (StudentFile & { readonly data: Blob })[],
	): Promise<void> {
		await mindSpace(folder, bytesOf(files));
		const directory = await markedDirectory(folder);
		for (const { data, ...file } of files) {
			await checkDigest(file, new Uint8Array(await data.arrayBuffer()));
			await this.write(folder, file.path, data);
		}
		await directory.removeEntry(COPYING);
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
			if (entry.kind === 'directory' && !(await isEmpty(entry)) && !(await hasFile(entry, COPYING)))
				listed.push({ folder: folderOf(entry.name), bytes: await bytesIn(entry) });
		return listed;
	}

	/** Nothing happens where there is no such folder. */
	async delete(folder: string): Promise<void> {
		const signal = AbortSignal.timeout(LETTING_GO_MS);
		const work = () => remove(folder);
		await navigator.locks.request(lockOf(folder), { signal }, work).catch((thrown: unknown) => {
			throw codeOf(thrown) === 'timed-out' ? inUse(folder, thrown) : thrown;
		});
	}
}

/** A worker that was told to stop lets go soon; whoever goes on writing doesn't. */
const LETTING_GO_MS = 1000;

function inUse(folder: string, cause: unknown): AppError {
	return new AppError(
		'student/in-use',
		`Expected nobody to write '${folder}', got a tab that copies it. Pause it there, or close that tab, then delete it.`,
		{ cause },
	);
}

/** For whoever holds its lock: half of it deleted under a copy, the other half would pass for a student. */
async function remove(folder: string): Promise<void> {
	const students = await allStudents();
	const wanted = directoryName(folder);
	for await (const name of students.keys()) {
		if (name !== wanted) continue;
		await removeFiles(await studentDirectory(folder));
		await students.removeEntry(name, { recursive: true });
	}
}

/** Failures after which the copy helps nobody, or takes the room that everything else here needs. */
const SPOILT: ReadonlySet<string> = new Set(['student/corrupt-file', 'student/no-space']);

/** Tabs that write the same student take turns; the second finds everything there. */
const lockOf = (folder: string) => `student-files/${folder}`;

const bytesOf = (files: readonly StudentFile[]) => files.reduce((sum, { bytes }) => sum + bytes, 0);

/** The folder, made if need be, with the mark in it. */
async function markedDirectory(folder: string): Promise<FileSystemDirectoryHandle> {
	const directory = await studentDirectory(folder, true);
	await fileIn(directory, COPYING, true);
	return directory;
}

/** The mark goes last: a tab that is killed meanwhile must not leave half a student that passes for one. */
async function removeFiles(directory: FileSystemDirectoryHandle): Promise<void> {
	// Where the disk is so full that no mark can be made, making room comes first.
	await fileIn(directory, COPYING, true).catch(() => undefined);
	const names: string[] = [];
	for await (const name of directory.keys()) names.push(name);
	for (const name of names)
		if (name !== COPYING) await directory.removeEntry(name, { recursive: true });
}

async function isEmpty(directory: FileSystemDirectoryHandle): Promise<boolean> {
	return (await directory.keys().next()).done === true;
}

/** Published, with these very files: students of one base have files of the same sizes. */
async function isWhole(folder: string, files: readonly StudentFile[]): Promise<boolean> {
	try {
		const directory = await studentDirectory(folder);
		if (await hasFile(directory, COPYING)) return false;
		for (const file of files) {
			const stored = await (await fileIn(directory, file.path)).getFile();
			await checkDigest(file, new Uint8Array(await stored.arrayBuffer()));
		}
		return true;
	} catch (thrown) {
		if (NOT_THESE.has(codeOf(thrown))) return false;
		throw thrown;
	}
}
const NOT_THESE: ReadonlySet<string> = new Set(['student/file-missing', 'student/corrupt-file']);

/** 0 where there is none. */
async function bytesOfFolder(folder: string): Promise<number> {
	for await (const entry of (await allStudents()).values())
		if (entry.kind === 'directory' && entry.name === directoryName(folder)) return bytesIn(entry);
	return 0;
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
