/** An OpenAI-compatible server that a test of a teacher is held against: how it treats pages, keys, models, one of each. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type ProbeServerTraits = {
	/** `headers`: pages are let in with plain requests alone; default all. */
	readonly cors: 'all' | 'none' | 'headers';
	/** The key that it takes; null: it asks for none. */
	readonly key: string | null;
	/** A status in place of a list; 'html' a page. */
	readonly models: readonly string[] | number | 'html';
	/** What each chat call gets in place of an answer. */
	readonly refusal: { readonly status: number; readonly message: string } | null;
	readonly schemas: 'holds' | 'ignores' | 'refuses';
	readonly streams: boolean;
	readonly usage: boolean;
	/** Sent, and readable for a page when `exposed`. */
	readonly limits: Readonly<Record<string, string>>;
	readonly exposed: boolean;
};
export const GOOD: ProbeServerTraits = {
	cors: 'all',
	key: 'sk-good',
	models: ['large', 'small'],
	refusal: null,
	schemas: 'holds',
	streams: true,
	usage: true,
	limits: { 'x-ratelimit-limit-requests': '500', 'x-ratelimit-limit-tokens': '200000' },
	exposed: true,
};

type Body = {
	readonly model: string;
	readonly stream?: boolean;
	readonly response_format?: unknown;
};

export class ProbeServer {
	traits: ProbeServerTraits = GOOD;
	/** "POST /v1/chat/completions", preflights too. */
	readonly heard: string[] = [];
	/** Names of the headers of the last request that was no preflight. */
	headers: readonly string[] = [];
	readonly #server: Server;

	private constructor() {
		this.#server = createServer((request, response) => {
			void this.#serve(request, response);
		});
	}

	static async start(): Promise<ProbeServer> {
		const server = new ProbeServer();
		await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
		return server;
	}

	get baseUrl(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
	}

	stop(): Promise<void> {
		this.#server.closeAllConnections();
		return new Promise((resolve) => {
			this.#server.close(() => {
				resolve();
			});
		});
	}

	async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const { traits } = this;
		this.heard.push(`${request.method} ${request.url}`);
		allow(traits, request, response);
		if (request.method === 'OPTIONS') {
			response.writeHead(traits.cors === 'all' ? 204 : 403).end();
			return;
		}
		this.headers = Object.keys(request.headers);
		const isKnown = traits.key === null || request.headers.authorization === `Bearer ${traits.key}`;
		if (!isKnown) json(response, 401, error(`Incorrect key: ${request.headers.authorization}`));
		else if (request.url?.startsWith('/v1/models')) this.#list(response);
		else if (request.url?.startsWith('/v1/chat/completions'))
			this.#answer(JSON.parse(await textOf(request)) as Body, response);
		else json(response, 404, error('no such path'));
	}

	#list(response: ServerResponse): void {
		const { models } = this.traits;
		if (models === 'html') response.setHeader('content-type', 'text/html').end('<h1>Welcome</h1>');
		else if (typeof models === 'number') json(response, models, error('no list'));
		else json(response, 200, { object: 'list', data: models.map((id) => ({ id })) });
	}

	#answer(body: Body, response: ServerResponse): void {
		const { schemas, limits } = this.traits;
		for (const [name, value] of Object.entries(limits)) response.setHeader(name, value);
		const refusal = this.#refusalOf(body);
		if (refusal !== undefined) json(response, refusal.status, error(refusal.message));
		else if (schemas === 'refuses' && body.response_format !== undefined)
			json(response, 400, { error: { message: 'no schemas', param: 'response_format' } });
		else if (body.stream === true) stream(response);
		else json(response, 200, this.#completion());
	}

	#refusalOf({ model, stream: isStream }: Body) {
		const { refusal, models, streams } = this.traits;
		if (refusal !== null) return refusal;
		if (Array.isArray(models) && !models.includes(model))
			return { status: 404, message: `The model ${model} does not exist` };
		return isStream === true && !streams ? { status: 400, message: 'no streams' } : undefined;
	}

	#completion() {
		const { schemas, usage } = this.traits;
		const content = schemas === 'holds' ? '{"word": "ready"}' : 'Sure! ready';
		return {
			choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
			...(usage ? { usage: { prompt_tokens: 14, completion_tokens: 6 } } : {}),
		};
	}
}

function allow(
	{ cors, exposed, limits }: ProbeServerTraits,
	request: IncomingMessage,
	response: ServerResponse,
): void {
	if (cors !== 'none') response.setHeader('Access-Control-Allow-Origin', '*');
	if (exposed) response.setHeader('Access-Control-Expose-Headers', Object.keys(limits).join(', '));
	const wanted = request.headers['access-control-request-headers'];
	if (cors === 'all' && wanted !== undefined)
		response.setHeader('Access-Control-Allow-Headers', wanted);
}

const error = (message: string) => ({ error: { message } });

function json(response: ServerResponse, status: number, body: unknown): void {
	response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function stream(response: ServerResponse): void {
	const event = (choice: object) => `data: ${JSON.stringify({ choices: [choice] })}\n\n`;
	response.writeHead(200, { 'content-type': 'text/event-stream' });
	response.write(event({ index: 0, delta: { content: 'ready' }, finish_reason: null }));
	response.end(`${event({ index: 0, delta: {}, finish_reason: 'stop' })}data: [DONE]\n\n`);
}

async function textOf(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString();
}
