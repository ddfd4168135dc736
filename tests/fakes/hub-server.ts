/** A hub on the loopback that speaks Hugging Face's API: listings, ranges, redirects to a store of large files, and faults on demand. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

export type Fault =
	/** Nothing more comes after that many bytes, and the connection stays until it is dropped. */
	| { readonly kind: 'hang'; readonly afterBytes: number }
	| { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string }
	/** One byte is another. */
	| { readonly kind: 'wrong' }
	/** The file is another by now: a program with one more, empty section. */
	| { readonly kind: 'longer' }
	/** The range is overlooked: all of the file comes. */
	| { readonly kind: 'whole' };
export type Asked = { readonly path: string; readonly range: string | null };

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
/** As at the hub: larger files lie in a store of their own and are known by sha-256. */
const LARGE_BYTES = 100_000;
/** Files a page of the listing; the hub's has 1,000. */
const PAGE_FILES = 4;
/** Of a WebAssembly program: a custom one without a name. */
const EMPTY_SECTION = Buffer.from([0, 1, 0]);
const INFO = /^\/api\/models\/([^/]+\/[^/]+)\/revision\/([^/]+)$/;
const TREE = /^\/api\/models\/([^/]+\/[^/]+)\/tree\/([^/?]+)$/;
const FILE = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/;
const STORE = /^\/store\/([^/]+\/[^/]+)\/(.+)$/;
const LIBRARY = /^\/(libraries)\/(.+)$/;

export class HubServer {
	/** Requests for files, in order; one that was redirected counts once, where its bytes came from. */
	readonly asked: Asked[] = [];
	/** By path, the next request's first. */
	readonly faults = new Map<string, Fault[]>();
	/** Files by path, of each repository by name; web-llm's programs are in 'libraries'. */
	readonly repos: ReadonlyMap<string, ReadonlyMap<string, Buffer>>;
	readonly #hanging: ServerResponse[] = [];
	readonly #server: Server;

	private constructor(repos: HubServer['repos']) {
		this.repos = repos;
		this.#server = createServer((request, response) => {
			this.#answer(request, response);
		});
	}

	static async start(repos: HubServer['repos'], port = 0): Promise<HubServer> {
		const hub = new HubServer(repos);
		await new Promise<void>((resolve) => hub.#server.listen(port, '127.0.0.1', resolve));
		return hub;
	}

	get address(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	/** Breaks the connections that hang. A test does so when it has heard of their bytes: an error drops what waits to be read. */
	drop(): void {
		for (const response of this.#hanging.splice(0)) response.destroy();
	}

	async stop(): Promise<void> {
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}

	#answer(request: IncomingMessage, response: ServerResponse): void {
		response.setHeader('Access-Control-Allow-Origin', '*');
		response.setHeader('Access-Control-Expose-Headers', 'Link, Retry-After, Content-Range');
		const url = new URL(request.url ?? '/', this.address);
		const path = decodeURIComponent(url.pathname);
		const [, repo = '', ...rest] =
			[INFO, TREE, FILE, STORE, LIBRARY].map((form) => form.exec(path)).find(Boolean) ?? [];
		const files = this.repos.get(repo);
		if (request.method !== 'GET') response.writeHead(405).end();
		// A simple request asks for no permission first, and the hub gives none.
		else if (files === undefined) response.writeHead(repo.includes('private') ? 401 : 404).end();
		else if (INFO.test(path)) this.#info(response, rest[0]);
		else if (TREE.test(path)) this.#tree(response, { repo, files, url });
		else this.#file(request, response, { repo, files, path: rest.at(-1) ?? '', isAt: path });
	}

	#info(response: ServerResponse, revision = ''): void {
		if (revision !== 'main' && revision !== COMMIT) response.writeHead(404).end();
		else response.end(JSON.stringify({ sha: COMMIT, cardData: { license: 'mit' } }));
	}

	#tree(
		response: ServerResponse,
		{ repo, files, url }: { repo: string; files: ReadonlyMap<string, Buffer>; url: URL },
	): void {
		const from = Number(url.searchParams.get('cursor') ?? 0);
		const page = [...files].slice(from, from + PAGE_FILES);
		if (from + PAGE_FILES < files.size)
			response.setHeader(
				'Link',
				`<${this.address}/api/models/${repo}/tree/${COMMIT}?recursive=true&cursor=${from + PAGE_FILES}>; rel="next"`,
			);
		response.end(JSON.stringify(page.map(([path, data]) => described(path, data))));
	}

	#file(
		request: IncomingMessage,
		response: ServerResponse,
		at: { repo: string; files: ReadonlyMap<string, Buffer>; path: string; isAt: string },
	): void {
		const data = at.files.get(at.path);
		if (data === undefined) response.writeHead(404).end();
		else if (data.length > LARGE_BYTES && FILE.test(at.isAt))
			response.writeHead(302, { location: `/store/${at.repo}/${at.path}` }).end();
		else this.#send(request, response, { path: at.path, data });
	}

	#send(
		request: IncomingMessage,
		response: ServerResponse,
		{ path, data }: { path: string; data: Buffer },
	): void {
		const range = request.headers.range ?? null;
		this.asked.push({ path, range });
		const fault = this.faults.get(path)?.shift();
		if (fault?.kind === 'status') {
			const { status, retryAfter } = fault;
			response
				.writeHead(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter })
				.end();
			return;
		}
		this.#sendWanted(request, response, { path, data, fault });
	}

	#sendWanted(
		request: IncomingMessage,
		response: ServerResponse,
		{ path, data, fault }: { path: string; data: Buffer; fault: Fault | undefined },
	): void {
		const { range = '0' } = request.headers;
		const wanted = fault?.kind === 'whole' ? 0 : Number(/\d+/.exec(range)?.[0]);
		const now = fault?.kind === 'longer' ? Buffer.concat([data, EMPTY_SECTION]) : data;
		if (isPacked(request, path)) {
			response.setHeader('content-encoding', 'gzip');
			this.#sendFrom(0, response, gzipSync(now), fault);
		} else if (wanted > 0 && wanted >= now.length) response.writeHead(416).end();
		else this.#sendFrom(wanted, response, now, fault);
	}

	#sendFrom(from: number, response: ServerResponse, data: Buffer, fault: Fault | undefined): void {
		const piece = Buffer.from(data.subarray(from));
		if (fault?.kind === 'wrong') piece.writeUInt8(piece.readUInt8(0) ^ 1, 0);
		response.setHeader('content-length', piece.length);
		if (from > 0)
			response.setHeader('content-range', `bytes ${from}-${data.length - 1}/${data.length}`);
		response.writeHead(from > 0 ? 206 : 200);
		if (fault?.kind === 'hang') {
			response.write(piece.subarray(0, fault.afterBytes));
			this.#hanging.push(response);
		} else response.end(piece);
	}
}

/** As the host of web-llm's programs does for whoever can unpack them. */
function isPacked({ headers }: IncomingMessage, path: string): boolean {
	return path.endsWith('.wasm') && String(headers['accept-encoding']).includes('gzip');
}

function described(path: string, data: Buffer): object {
	const sha256 = createHash('sha256').update(data).digest('hex');
	const oid = createHash('sha1').update(`blob ${data.length}\0`).update(data).digest('hex');
	const lfs = data.length > LARGE_BYTES ? { lfs: { oid: sha256, size: data.length } } : {};
	return { type: 'file', path, size: data.length, oid, ...lfs };
}
