/** Copies one file of a student into this browser: goes on where it broke off, and checks size and sha256. */
import { AppError, codeOf, messageOf } from '../../core/error.ts';
import { Breaks } from '../../core/models/breaks.ts';
import type { StudentFile } from '../../core/student.ts';
import { fileIn } from '../../../workers/student/opfs.ts';
import { sleep } from '../system/sleep.ts';
import { checkDigest, fileUrl } from '../../../workers/student/source-files.ts';

export type Copy = {
	/** Of the folder. */
	readonly url: string;
	readonly file: StudentFile;
	/** Hears how many more bytes are there; fewer (negative) where a part has to be read again. */
	readonly onBytes: (more: number) => void;
	/** How long to wait, in ms, after each connection in a row that brings nothing; after one more it is given up. */
	readonly waitsMs: readonly number[];
	readonly signal: AbortSignal;
};

/** What came is put on disk this often: a tab that is killed loses no more than this. */
const SAVED_EVERY_BYTES = 128e6;

/**
 * Throws 'student/corrupt-file', 'student/file-missing', 'student/no-space', 'student/fetch-refused', and
 * 'student/fetch-failed' when the trainer can't be reached: trying again later may help.
 */
export async function copyFile(directory: FileSystemDirectoryHandle, copy: Copy): Promise<void> {
	const { file, onBytes } = copy;
	const handle = await fileIn(directory, file.path, true);
	const { size } = await handle.getFile();
	const kept = size > file.bytes ? 0 : size;
	onBytes(kept);
	await readRest(handle, kept, copy);
	try {
		await checkFile(handle, file);
	} catch (thrown) {
		if (kept === 0 || codeOf(thrown) !== 'student/corrupt-file') throw thrown;
		// What an earlier copy left may be of another student of this name: once more from its beginning.
		onBytes(-file.bytes);
		await readRest(handle, 0, copy);
		await checkFile(handle, file);
	}
}

/** Reads from byte `from` to the file's end, through connections that break. */
async function readRest(handle: FileSystemFileHandle, from: number, copy: Copy): Promise<void> {
	const { file, waitsMs, signal } = copy;
	let size = from;
	const breaks = new Breaks(from);
	while (size < file.bytes) {
		signal.throwIfAborted();
		try {
			size = await readOn(handle, size, copy);
			if (size < file.bytes) throw new BrokenOff(`it ended after ${String(size)} bytes`);
		} catch (thrown) {
			if (!(thrown instanceof BrokenOff)) throw thrown;
			size = (await handle.getFile()).size;
			const waitMs = waitsMs[breaks.note(size)];
			if (waitMs === undefined) throw failed(copy, thrown);
			await sleep(waitMs, signal);
		}
	}
}

/** sha-256 of the platform wants the whole file in memory: students up to about 1 GB a file. */
async function checkFile(handle: FileSystemFileHandle, file: StudentFile): Promise<void> {
	const bytes = await (await handle.getFile()).arrayBuffer();
	await checkDigest(file, new Uint8Array(bytes));
}

/** The connection broke; asking again may help. */
class BrokenOff extends Error {}

/** Reads from byte `from` on into the file; returns the file's size when the answer ends. */
async function readOn(handle: FileSystemFileHandle, from: number, copy: Copy): Promise<number> {
	const { body, partial } = await request(from, copy);
	let size = partial ? from : 0;
	copy.onBytes(size - from);
	const reader = body.getReader();
	try {
		for (;;) {
			const before = size;
			size = await save(reader, handle, size, copy);
			if (size - before < SAVED_EVERY_BYTES) return size;
		}
	} finally {
		// What is over must not go on downloading; a broken stream has nothing left to cancel.
		await reader.cancel().catch(() => undefined);
	}
}

async function request(from: number, { url, file, signal }: Copy) {
	let response: Response;
	try {
		const headers: Record<string, string> = from > 0 ? { Range: `bytes=${String(from)}-` } : {};
		response = await fetch(fileUrl(url, file.path), { headers, signal });
	} catch (cause) {
		throw brokenOff(cause, signal);
	}
	const { body, status } = response;
	if (status === 404)
		throw new AppError(
			'student/file-missing',
			`the trainer has no file ${file.path} of this student`,
		);
	if (status === 429 || status >= 500) throw new BrokenOff(`status ${String(status)}`);
	if (!response.ok || body === null)
		throw new AppError(
			'student/fetch-refused',
			`${file.path}: expected the file, got status ${String(status)}`,
		);
	return { body, partial: status === 206 };
}

/** Writes what comes, up to `SAVED_EVERY_BYTES`, and closes the file, without which nothing is kept. */
async function save(
	reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
	handle: FileSystemFileHandle,
	from: number,
	{ file, onBytes, signal }: Copy,
): Promise<number> {
	const writable = await handle.createWritable({ keepExistingData: from > 0 });
	let size = from;
	try {
		await writable.seek(from);
		while (size - from < SAVED_EVERY_BYTES) {
			const { done, value } = await reader.read().catch((cause: unknown) => {
				throw brokenOff(cause, signal);
			});
			if (done) break;
			size += value.length;
			if (size > file.bytes)
				throw new AppError(
					'student/corrupt-file',
					`${file.path}: expected ${String(file.bytes)} bytes, got more`,
				);
			await writable.write(value);
			onBytes(value.length);
		}
		return size;
	} catch (thrown) {
		throw isFull(thrown)
			? new AppError('student/no-space', `no room left for ${file.path}`, { cause: thrown })
			: thrown;
	} finally {
		// A stream that failed to write is closed already.
		await writable.close().catch(() => undefined);
	}
}

function brokenOff(cause: unknown, signal: AbortSignal): unknown {
	return signal.aborted ? signal.reason : new BrokenOff(messageOf(cause), { cause });
}

function failed({ file, waitsMs }: Copy, cause: Error): AppError {
	return new AppError(
		'student/fetch-failed',
		`${file.path}: the connection broke ${String(waitsMs.length + 1)} times, at last: ${cause.message}`,
		{ cause },
	);
}

function isFull(thrown: unknown): boolean {
	return thrown instanceof DOMException && thrown.name === 'QuotaExceededError';
}
