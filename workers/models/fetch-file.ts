/** Fetches one file of a model into its folder: goes on at the byte where it broke off, then checks it. */
import { AppError, codeOf } from '../../src/core/error.ts';
import { Breaks } from '../../src/core/models/breaks.ts';
import type { WantedFile } from '../../src/core/models/model-note.ts';
import type { StudentFile } from '../../src/core/student.ts';
import { fileIn } from '../student/opfs.ts';
import { answer, BrokenOff, brokenOff } from './answer.ts';
import { checkBytes, sha256 } from './digests.ts';
import type { Patience } from './protocol.ts';

type Watch = {
	/** Hears how many more bytes are here; fewer (negative) where a part has to be fetched again. */
	readonly onBytes: (more: number) => void;
	readonly patience: Patience;
	readonly signal: AbortSignal;
};
/** A file that is being written; the handle writes in place. */
type Begun = {
	readonly handle: FileSystemSyncAccessHandle;
	readonly file: WantedFile;
	readonly watch: Watch;
	/** What the server said last of a file that nobody listed, bytes; null: nothing yet. */
	readonly told: { bytes: number | null };
};

/** What came reaches the disk this often at the latest. */
const FLUSHED_EVERY_BYTES = 8e6;
/** A server that asks for more patience than this is given up, and the download can be resumed by hand. */
const LONGEST_WAIT_MS = 120_000;

/** See the port `Models`. */
export async function fetchFile(
	directory: FileSystemDirectoryHandle,
	file: WantedFile,
	watch: Watch,
): Promise<StudentFile> {
	const handle = await (await fileIn(directory, file.path, true)).createSyncAccessHandle();
	try {
		const begun = { handle, file, watch, told: { bytes: null } };
		const kept = keptBytes(begun);
		watch.onBytes(kept);
		try {
			await readRest(begun);
			return await checked(begun);
		} catch (thrown) {
			const wrong = codeOf(thrown) === 'student/corrupt-file';
			if (wrong) restart(begun);
			if ((kept === 0 && file.bytes !== null) || !wrong) throw thrown;
			// What an earlier try or answer left may be of another file of this name: once more from its beginning.
			await readRest(begun);
			return await checked(begun);
		}
	} finally {
		handle.close();
	}
}

/** Bytes of an earlier try. */
function keptBytes({ handle, file }: Begun): number {
	const size = handle.getSize();
	if (file.bytes === null || size <= file.bytes) return size;
	handle.truncate(0);
	return 0;
}

function restart({ handle, watch }: Begun): void {
	watch.onBytes(-handle.getSize());
	handle.truncate(0);
	handle.flush();
}

async function readRest(begun: Begun): Promise<void> {
	const { handle, file, watch } = begun;
	const isOver = () => file.bytes !== null && handle.getSize() >= file.bytes;
	const breaks = new Breaks(handle.getSize());
	while (!isOver()) {
		watch.signal.throwIfAborted();
		try {
			await readOn(begun);
			// Nobody listed its size, and an answer that was cut off doesn't end but breaks.
			if (file.bytes === null) return;
			if (!isOver()) throw new BrokenOff(`it ended after ${String(handle.getSize())} bytes`);
		} catch (thrown) {
			handle.flush();
			if (!(thrown instanceof BrokenOff)) throw thrown;
			await waitAfter(thrown, breaks.note(handle.getSize()), begun);
		}
	}
}

async function checked({ handle, file }: Begun): Promise<StudentFile> {
	const bytes = new Uint8Array(handle.getSize());
	handle.read(bytes, { at: 0 });
	const sha = await sha256(bytes);
	await checkBytes(file, bytes, sha);
	return { path: file.path, bytes: bytes.length, sha256: sha };
}

async function waitAfter(broken: BrokenOff, times: number, { file, watch }: Begun): Promise<void> {
	const { patience, signal } = watch;
	const planned = patience.waitsMs[times];
	if (broken.afterMs > LONGEST_WAIT_MS)
		throw new AppError(
			'student/told-to-wait',
			`${file.path}: expected the file, got the request to come back in ${String(Math.ceil(broken.afterMs / 60_000))} min`,
			{ cause: broken },
		);
	if (planned === undefined)
		throw new AppError(
			'student/fetch-failed',
			`${file.path}: the connection broke ${String(times + 1)} times, at last: ${broken.message}`,
			{ cause: broken },
		);
	await new Promise<void>((resolve, reject) => {
		const stop = () => {
			clearTimeout(timer);
			reject(signal.reason as Error);
		};
		const timer = setTimeout(
			() => {
				signal.removeEventListener('abort', stop);
				resolve();
			},
			Math.max(planned, broken.afterMs),
		);
		signal.addEventListener('abort', stop, { once: true });
	});
}

/** Aborts when the download is paused, and when nothing has come for too long. */
class Stall {
	readonly signal: AbortSignal;
	readonly #stop = new AbortController();
	readonly #stalledMs: number;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(paused: AbortSignal, stalledMs: number) {
		this.signal = AbortSignal.any([paused, this.#stop.signal]);
		this.#stalledMs = stalledMs;
		this.moved();
	}

	moved(): void {
		this.end();
		this.#timer = setTimeout(() => {
			this.#stop.abort(new BrokenOff(`nothing came for ${String(this.#stalledMs / 1000)} s`));
		}, this.#stalledMs);
	}

	end(): void {
		clearTimeout(this.#timer);
	}
}

/** Writes what comes until the answer ends. */
async function readOn(begun: Begun): Promise<void> {
	const { handle, file, watch } = begun;
	const stall = new Stall(watch.signal, watch.patience.stalledMs);
	const asked = { file, from: handle.getSize(), paused: watch.signal, stalled: stall.signal };
	const got = await answer(asked).finally(() => {
		stall.end();
	});
	if (got === 'all here') return;
	if (got.from < handle.getSize()) restart(begun);
	const reader = got.body.getReader();
	let unflushed = 0;
	try {
		mindChange(begun, got.bytes);
		stall.moved();
		for (;;) {
			const { done, value } = await reader.read().catch((cause: unknown) => {
				throw brokenOff(cause, watch.signal);
			});
			if (done) break;
			stall.moved();
			write(begun, value);
			watch.onBytes(value.length);
			if ((unflushed += value.length) < FLUSHED_EVERY_BYTES) continue;
			handle.flush();
			unflushed = 0;
		}
		if (file.bytes !== null && handle.getSize() > file.bytes) throw tooLong(begun);
	} finally {
		stall.end();
		// What is over must not go on downloading; a broken stream has nothing left to cancel.
		await reader.cancel().catch(() => undefined);
	}
}

/** What is here may be of a file that is another by now. */
function mindChange(begun: Begun, bytes: number | null): void {
	const { file, told } = begun;
	const before = told.bytes;
	told.bytes = bytes ?? before;
	if (file.bytes !== null || before === null || before === told.bytes) return;
	restart(begun);
	throw new BrokenOff(`it had ${String(before)} bytes before, and ${String(told.bytes)} now`);
}

function write(begun: Begun, value: Uint8Array<ArrayBuffer>): void {
	const { handle, file } = begun;
	const at = handle.getSize();
	if (file.bytes !== null && at + value.length > file.bytes) throw tooLong(begun);
	try {
		handle.write(value, { at });
	} catch (cause) {
		throw cause instanceof DOMException && cause.name === 'QuotaExceededError'
			? noSpace(file, cause)
			: cause;
	}
	// Chromium 156 writes what there is room for, throws nothing and returns 4,294,967,288: its error −8.
	if (handle.getSize() < at + value.length) throw noSpace(file, undefined);
}

function noSpace({ path }: WantedFile, cause: unknown): AppError {
	return new AppError('student/no-space', `no room left for ${path}`, { cause });
}

function tooLong(begun: Begun): AppError {
	restart(begun);
	return new AppError(
		'student/corrupt-file',
		`${begun.file.path}: expected ${String(begun.file.bytes)} bytes, got more`,
	);
}
