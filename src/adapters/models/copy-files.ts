/** Copies files of the user's into a model's folder, counting bytes, until it is done or somebody ends it. */
import { AppError } from '../../core/error.ts';
import type { StudentFile } from '../../core/student.ts';
import { sha256 } from '../../../workers/models/digests.ts';
import { fileIn } from '../../../workers/student/opfs.ts';

type Picked = { readonly path: string; readonly data: Blob };
/** A stream gives 64 kB at a time: more often than that nobody reads the number. */
const TOLD_EVERY_BYTES = 1e6;

/** See the port `Models`. */
export async function copyFiles(
	directory: FileSystemDirectoryHandle,
	files: readonly Picked[],
	onBytes: (done: number) => void,
	signal: AbortSignal,
): Promise<readonly StudentFile[]> {
	const copied: StudentFile[] = [];
	let done = 0;
	for (const { path, data } of files) {
		signal.throwIfAborted();
		const before = done;
		const writable = await (await fileIn(directory, path, true)).createWritable();
		const counted = data.stream().pipeThrough(
			counting((bytes) => {
				onBytes(before + bytes);
			}),
		);
		await counted.pipeTo(writable, { signal }).catch((thrown: unknown) => {
			throw full(thrown, path);
		});
		const bytes = new Uint8Array(await data.arrayBuffer());
		copied.push({ path, bytes: bytes.length, sha256: await sha256(bytes) });
		onBytes((done += bytes.length));
	}
	return copied;
}

function counting(hear: (bytes: number) => void): TransformStream<Uint8Array<ArrayBuffer>> {
	let bytes = 0;
	let told = 0;
	return new TransformStream({
		transform(chunk, controller) {
			controller.enqueue(chunk);
			bytes += chunk.length;
			if (bytes - told < TOLD_EVERY_BYTES) return;
			told = bytes;
			hear(bytes);
		},
	});
}

function full(thrown: unknown, path: string): unknown {
	return thrown instanceof DOMException && thrown.name === 'QuotaExceededError'
		? new AppError('student/no-space', `no room left for ${path}`, { cause: thrown })
		: thrown;
}
