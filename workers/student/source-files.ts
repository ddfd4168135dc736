/** Reads the files of a student from where it lies, counting bytes and checking what can be checked. */
import { AppError, codeOf } from '../../src/core/error.ts';
import type { StudentFile, StudentSource } from '../../src/core/student.ts';
import { readStored } from './opfs.ts';

type Bytes = Uint8Array<ArrayBuffer>;
/** Hears how many more bytes have come. */
type Count = (bytes: number) => void;

/** What a student may lack. */
const OPTIONAL: readonly string[] = ['generation_config.json', 'chat_template.jinja'];
/** What loading reads; the rest of a folder (weights for training, self-test) stays where it is. */
const LOADED = /^((generation_)?config|tokenizer(_config)?)\.json$|^onnx\//;

/** Bytes that loading will read; null where nobody has listed the files. */
export function bytesToLoad(source: StudentSource): number | null {
	if (source.kind !== 'remote') return null;
	return source.files
		.filter(({ path }) => LOADED.test(path))
		.reduce((total, { bytes }) => total + bytes, 0);
}

/**
 * The file, or undefined where an optional one is missing. Throws 'student/file-missing', 'student/corrupt-file' when it
 * isn't what it should be, 'student/fetch-failed' when the server can't be reached or refuses.
 */
export async function readSource(
	source: StudentSource,
	path: string,
	count: Count,
): Promise<Bytes | undefined> {
	const bytes = await read(source, path, count);
	if (bytes === undefined && !OPTIONAL.includes(path))
		throw new AppError('student/file-missing', `the student has no file ${path}`);
	if (bytes !== undefined && path.endsWith('.json')) checkJson(path, bytes);
	return bytes;
}

async function read(source: StudentSource, path: string, count: Count): Promise<Bytes | undefined> {
	switch (source.kind) {
		case 'shipped':
			return download(new URL(`/models/${source.folder}/${path}`, location.origin), count);
		case 'stored':
			return readOpfs(source.folder, path, count);
		case 'remote': {
			const file = source.files.find((each) => each.path === path);
			if (file === undefined) return undefined;
			const bytes = await download(fileUrl(source.url, path), count);
			if (bytes !== undefined) await checkDigest(file, bytes);
			return bytes;
		}
	}
}

/** The address of a file below an artifact's address. */
export function fileUrl(url: string, path: string): URL {
	return new URL(path, url.endsWith('/') ? url : `${url}/`);
}

async function readOpfs(folder: string, path: string, count: Count): Promise<Bytes | undefined> {
	try {
		const file = await readStored(folder, path);
		const bytes = new Uint8Array(await file.arrayBuffer());
		count(bytes.length);
		return bytes;
	} catch (thrown) {
		if (codeOf(thrown) === 'student/file-missing' && OPTIONAL.includes(path)) return undefined;
		throw thrown;
	}
}

async function download(url: URL, count: Count): Promise<Bytes | undefined> {
	let response: Response;
	try {
		response = await fetch(url);
	} catch (cause) {
		throw new AppError('student/fetch-failed', `${url.origin} can't be reached`, { cause });
	}
	if (response.status === 404) return undefined;
	if (!response.ok || response.body === null)
		throw new AppError(
			'student/fetch-failed',
			`${url.pathname}: expected the file, got status ${String(response.status)}`,
		);
	const counted = response.body.pipeThrough(
		new TransformStream<Uint8Array, Uint8Array>({
			transform(chunk, controller) {
				count(chunk.length);
				controller.enqueue(chunk);
			},
		}),
	);
	return new Uint8Array(await new Response(counted).arrayBuffer());
}

/** Lower-case hex. */
async function sha256(bytes: BufferSource): Promise<string> {
	const digest = await crypto.subtle.digest('SHA-256', bytes);
	return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Throws 'student/corrupt-file' unless size and sha256 are as listed. */
export async function checkDigest(file: StudentFile, bytes: Bytes): Promise<void> {
	if (bytes.length !== file.bytes)
		throw new AppError(
			'student/corrupt-file',
			`${file.path}: expected ${String(file.bytes)} bytes, got ${String(bytes.length)}`,
		);
	const got = await sha256(bytes);
	if (got !== file.sha256)
		throw new AppError(
			'student/corrupt-file',
			`${file.path}: expected sha256 ${file.sha256}, got ${got}`,
		);
}

/** Whoever parses it later doesn't know the file's name. */
function checkJson(path: string, bytes: Bytes): void {
	try {
		JSON.parse(new TextDecoder().decode(bytes));
	} catch (cause) {
		throw new AppError('student/corrupt-file', `${path}: expected JSON`, { cause });
	}
}
