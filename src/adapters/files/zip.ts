/** Zip files, written and read piece by piece so that the page stays alive. Without ZIP64: at most 4 GB. */
import { Unzip, UnzipInflate, Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { AppError } from '../../core/error.ts';

const MOST_BYTES = 2 ** 32 - 1;
/** Every entry has this date: equal contents make equal files. The earliest that the format knows. */
const DATE = new Date(1980, 0, 1);

export class ZipWriter {
	readonly #parts: BlobPart[] = [];
	readonly #zip: Zip;
	#bytes = 0;
	#failure: Error | undefined;

	constructor() {
		this.#zip = new Zip((failure, chunk) => {
			if (failure !== null) this.#failure = failure;
			else {
				this.#bytes += chunk.length;
				// fflate's chunks are never of shared memory.
				this.#parts.push(chunk);
			}
		});
	}

	/** Adds a file; `compress` false for what is dense already, such as weights. */
	async add(path: string, data: Blob, compress: boolean): Promise<void> {
		const entry = compress ? new ZipDeflate(path, { level: 6 }) : new ZipPassThrough(path);
		entry.mtime = DATE;
		this.#zip.add(entry);
		for await (const chunk of chunksOf(data)) {
			entry.push(chunk);
			if (this.#bytes + chunk.length > MOST_BYTES)
				throw new AppError(
					'export/too-large',
					'The project is larger than the 4 GB of a zip file.',
				);
		}
		entry.push(new Uint8Array(0), true);
		if (this.#failure !== undefined) throw this.#failure;
	}

	/** The whole file; nothing can be added after. */
	finish(): Blob {
		this.#zip.end();
		if (this.#failure !== undefined) throw this.#failure;
		return new Blob(this.#parts, { type: 'application/zip' });
	}
}

/** Every file of the zip as it ends; throws AppError 'import/not-a-zip' for a file that is none or is cut off. */
export async function* readZip(file: Blob): AsyncGenerator<{ path: string; data: Blob }> {
	if (!(await hasEnd(file)))
		throw new AppError('import/not-a-zip', 'The file is not a whole zip file.');
	const ended: { path: string; data: Blob }[] = [];
	const open = new Set<string>();
	const unzip = new Unzip((entry) => {
		open.add(entry.name);
		const parts: BlobPart[] = [];
		entry.ondata = (failure, chunk, isLast) => {
			if (failure !== null) throw failure;
			parts.push(chunk);
			if (!isLast) return;
			open.delete(entry.name);
			ended.push({ path: entry.name, data: new Blob(parts) });
		};
		entry.start();
	});
	unzip.register(UnzipInflate);
	for await (const chunk of chunksOf(file)) {
		unpack(unzip, chunk);
		yield* ended.splice(0);
	}
	if (open.size > 0)
		throw new AppError('import/not-a-zip', 'The file is damaged: a part of it is missing.');
}

/** The end record of a zip, which a comment of up to 64 kB may follow (APPNOTE 4.3.16). */
async function hasEnd(file: Blob): Promise<boolean> {
	const tail = new Uint8Array(await file.slice(-(22 + 0xffff)).arrayBuffer());
	const signature = [0x50, 0x4b, 0x05, 0x06];
	for (let place = tail.length - 22; place >= 0; place--)
		if (signature.every((byte, index) => tail[place + index] === byte)) return true;
	return false;
}

function unpack(unzip: Unzip, chunk: Uint8Array): void {
	try {
		unzip.push(chunk);
	} catch (thrown) {
		throw new AppError('import/not-a-zip', 'The file is damaged: it can’t be unpacked.', {
			cause: thrown,
		});
	}
}

/** Small enough that packing one holds the thread for a moment only. */
const CHUNK_BYTES = 1 << 18;

async function* chunksOf(data: Blob): AsyncGenerator<Uint8Array<ArrayBuffer>> {
	for (let start = 0; start < data.size; start += CHUNK_BYTES)
		yield new Uint8Array(await data.slice(start, start + CHUNK_BYTES).arrayBuffer());
}
