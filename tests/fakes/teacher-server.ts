/** An OpenAI-compatible server on this machine that misbehaves on purpose, and counts what it was asked and answered. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What one request gets. */
export type Behaviour =
	| {
			readonly kind: 'reply';
			readonly text: string;
			readonly finish?: string;
			readonly usage?: null;
			readonly headers?: Readonly<Record<string, string>>;
	  }
	| { readonly kind: 'body'; readonly body: unknown }
	| {
			readonly kind: 'refuse';
			readonly status: number;
			readonly message?: string;
			readonly param?: string;
			readonly code?: string;
			readonly headers?: Readonly<Record<string, string>>;
	  }
	| { readonly kind: 'html'; readonly status: number }
	/** Nothing is ever sent; with `after`, headers and these characters are. */
	| { readonly kind: 'stall'; readonly after?: string }
	/** The connection ends in the middle of a whole-looking body. */
	| { readonly kind: 'cut'; readonly after: string }
	/** JSON that stops midway in a body that is complete by its length. */
	| { readonly kind: 'malformed' }
	| { readonly kind: 'hang-up' };

type ChatBody = {
	readonly model: string;
	readonly messages: readonly { readonly role: string; readonly content: string }[];
	readonly stream?: boolean;
	readonly [field: string]: unknown;
};
/** The n-th request from 1, with its body; a promise makes it slow. */
export type ServerScript = (body: ChatBody, nth: number) => Behaviour | Promise<Behaviour>;

export type AskedRequest = {
	readonly body: ChatBody;
	readonly authorization: string | undefined;
	/** false: refused, cut, stalled or broken. */
	readonly isAnswered: boolean;
};

export const echo: ServerScript = ({ messages }) => ({
	kind: 'reply',
	text: `echo: ${messages.at(-1)?.content ?? ''}`,
});

export class TeacherServer {
	readonly #server: Server;
	#asked: AskedRequest[] = [];
	script: ServerScript;

	private constructor(script: ServerScript) {
		this.script = script;
		this.#server = createServer((request, response) => {
			void this.#serve(request, response);
		});
	}

	static async start(script: ServerScript = echo, port = 0): Promise<TeacherServer> {
		const fake = new TeacherServer(script);
		await new Promise<void>((resolve) => fake.#server.listen(port, '127.0.0.1', resolve));
		return fake;
	}

	get baseUrl(): string {
		const { port } = this.#server.address() as AddressInfo;
		return `http://127.0.0.1:${port}/v1`;
	}

	/** Every chat request so far. */
	get asked(): readonly AskedRequest[] {
		return this.#asked;
	}

	get answered(): number {
		return this.#asked.filter(({ isAnswered }) => isAnswered).length;
	}

	forget(): void {
		this.#asked = [];
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
		const { origin, 'access-control-request-headers': wanted } = request.headers;
		response.setHeader('Access-Control-Allow-Origin', origin ?? '*');
		response.setHeader('Access-Control-Allow-Headers', wanted ?? '*');
		response.setHeader('Access-Control-Expose-Headers', '*, retry-after, retry-after-ms');
		response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
		if (request.method === 'OPTIONS') {
			response.writeHead(204).end();
			return;
		}
		if (request.url?.endsWith('/models')) {
			sendJson(response, 200, { object: 'list', data: [{ id: 'fake', object: 'model' }] });
			return;
		}
		const body = JSON.parse(await textOf(request)) as ChatBody;
		const behaviour = await this.script(body, this.#asked.length + 1);
		const isAnswered = behaviour.kind === 'reply' || behaviour.kind === 'body';
		this.#asked.push({ body, authorization: request.headers.authorization, isAnswered });
		if (behaviour.kind === 'reply') answer(response, behaviour, body);
		else misbehave(response, behaviour);
	}
}

async function textOf(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString();
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
	response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const words = (text: string) => text.split(/\s+/).length;

type Reply = Extract<Behaviour, { kind: 'reply' }>;

function completion(reply: Reply, { messages }: ChatBody) {
	const prompt_tokens = messages.reduce((sum, { content }) => sum + words(content), 0);
	const completion_tokens = words(reply.text);
	return {
		id: 'chatcmpl-fake',
		object: 'chat.completion',
		choices: [
			{
				index: 0,
				message: { role: 'assistant', content: reply.text },
				finish_reason: reply.finish ?? 'stop',
			},
		],
		usage: reply.usage === null ? null : { prompt_tokens, completion_tokens },
	};
}

function answer(response: ServerResponse, reply: Reply, body: ChatBody): void {
	for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
	if (body.stream === true) stream(response, reply, body);
	else sendJson(response, 200, completion(reply, body));
}

function stream(response: ServerResponse, reply: Reply, body: ChatBody): void {
	const { text } = reply;
	response.writeHead(200, { 'content-type': 'text/event-stream' });
	for (const word of text.split(/(?<= )/)) response.write(event({ content: word }, null));
	const { usage } = completion(reply, body);
	const last =
		body['stream_options'] === undefined
			? ''
			: `data: ${JSON.stringify({ choices: [], usage })}\n\n`;
	response.end(`${event({}, 'stop')}${last}data: [DONE]\n\n`);
}

const event = (delta: object, finish_reason: string | null) =>
	`data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason }] })}\n\n`;

function refuse(response: ServerResponse, refusal: Extract<Behaviour, { kind: 'refuse' }>): void {
	const { status, message = 'no', param = null, code = null, headers = {} } = refusal;
	for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
	sendJson(response, status, { error: { message, type: null, param, code } });
}

function misbehave(
	response: ServerResponse,
	behaviour: Exclude<Behaviour, { kind: 'reply' }>,
): void {
	const json = { 'content-type': 'application/json' };
	switch (behaviour.kind) {
		case 'body':
			sendJson(response, 200, behaviour.body);
			break;
		case 'refuse':
			refuse(response, behaviour);
			break;
		case 'html':
			response
				.writeHead(behaviour.status, { 'content-type': 'text/html' })
				.end('<html><h1>Bad gateway</h1></html>');
			break;
		case 'stall':
			if (behaviour.after !== undefined) response.writeHead(200, json).write(behaviour.after);
			break;
		case 'cut':
			response.writeHead(200, { ...json, 'content-length': '10000' });
			response.write(behaviour.after, () => response.destroy());
			break;
		case 'malformed':
			response.writeHead(200, json).end('{"choices": [{"message": {"content": "half');
			break;
		case 'hang-up':
			response.destroy();
			break;
	}
}
