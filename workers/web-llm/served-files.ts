/**
 * What web-llm reads, handed to it from a student's own files. It reads through the Cache API alone (0.2.86: first
 * `match`, else `add`, then `match` again), so that in its worker `caches` is ours: nothing is stored a second time, no
 * address leads to a network, and a file is read when it is used, one weight file after the other.
 */

type Bytes = Uint8Array<ArrayBuffer>;

const HOST = 'https://student.invalid/';
/** web-llm adds `resolve/main/` to an address that has no such part. */
export const MODEL_URL = `${HOST}resolve/main/`;
export const LIBRARY_URL = `${HOST}library.wasm`;

/** Asks `read` for the names below `MODEL_URL`, and for 'library.wasm'; `names`: the files of the weights. */
export function serveFiles(names: readonly string[], read: (name: string) => Promise<Bytes>): void {
	const cache = {
		match: ({ url }: Request) =>
			Promise.resolve(new LateResponse(() => read(url.replace(MODEL_URL, '').replace(HOST, '')))),
		// Told that all weights are cached, it reads each once, in turn; else it would first "download" four at a time.
		keys: () => Promise.resolve(names.map((name) => new Request(MODEL_URL + name))),
	};
	const open = () => Promise.resolve(cache);
	Object.defineProperty(globalThis, 'caches', { configurable: true, value: { open } });
}

/** Reads when its body is asked for: the first of the two `match` only looks. */
class LateResponse extends Response {
	readonly #read: () => Promise<Bytes>;
	constructor(read: () => Promise<Bytes>) {
		super();
		this.#read = read;
	}

	override async arrayBuffer(): Promise<ArrayBuffer> {
		return (await this.#read()).buffer;
	}

	override async json(): Promise<unknown> {
		return JSON.parse(new TextDecoder().decode(await this.#read()));
	}
}
