/** A provider on this machine that keeps to limits of requests and tokens, fails on purpose, and counts everything. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pickOne, seededRandom } from '../../src/core/random.ts';
import { FAULTS, misbehave, type Fault } from './faults.ts';
import { Limit } from './limit.ts';

export type ServerOptions = {
	readonly requestsPerMinute: number;
	readonly tokensPerMinute: number;
	/** Whether replies carry x-ratelimit-… headers. */
	readonly tellsLimits: boolean;
	/** Of all requests let in, 0–1. */
	readonly faultShare: number;
	/** After so many ms both limits fall to this share of themselves. */
	readonly lowering: { readonly afterMs: number; readonly to: number } | null;
};

type Body = {
	readonly messages: readonly { readonly content: string }[];
	readonly max_tokens: number;
};
/** What was told is known to the client so long after it was sent, at the latest. */
const ON_THE_WAY_MS = 100;
const LATENCY_MS = [150, 450] as const;

export class LimitedServer {
	/** By the text of the task. */
	readonly asked = new Map<string, number>();
	readonly answered = new Map<string, number>();
	/** Asked although the whole answer had been sent. */
	paidTwice = 0;
	refused = 0;
	avoidable = 0;
	faults = 0;
	readonly #server: Server;
	readonly #options: ServerOptions;
	readonly #requests: Limit;
	readonly #tokens: Limit;
	#startedAt = 0;
	#lastNewAt = 0;
	/** Since when the client can know the limits as they are. */
	#knownSince = Number.POSITIVE_INFINITY;
	#isLowered = false;

	private constructor(options: ServerOptions) {
		this.#options = options;
		this.#requests = new Limit(options.requestsPerMinute);
		this.#tokens = new Limit(options.tokensPerMinute);
		this.#server = createServer((request, response) => {
			this.#serve(request, response).catch(() => response.destroy());
		});
	}

	static async start(options: ServerOptions): Promise<LimitedServer> {
		const server = new LimitedServer(options);
		await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
		return server;
	}

	get baseUrl(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
	}

	/** From the first request to the last that was new: afterwards a client only waits for what is under way. */
	get busyMs(): number {
		return this.#lastNewAt - this.#startedAt;
	}

	/** Share of what the tighter limit allowed while there was something new to ask. */
	get utilisation(): number {
		const at = this.#lastNewAt;
		return Math.max(this.#requests.usedShare(at), this.#tokens.usedShare(at));
	}

	stop(): Promise<void> {
		this.#server.closeAllConnections();
		return new Promise((resolve) =>
			this.#server.close(() => {
				resolve();
			}),
		);
	}

	async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const body = JSON.parse(await textOf(request)) as Body;
		const now = performance.now();
		this.#begin(now);
		const task = body.messages.at(-1)?.content ?? '';
		const times = this.#note(task, now);
		const promptTokens = promptTokensOf(body);
		const most = promptTokens + body.max_tokens;
		const waitMs = Math.max(this.#requests.waitMs(1, now), this.#tokens.waitMs(most, now));
		if (waitMs > 0) {
			this.#refuse(response, waitMs, now);
			return;
		}
		this.#requests.take(1, now);
		const charge = this.#tokens.take(most, now);
		this.#tell(response, now);
		const random = seededRandom('teacher-bench', task, times);
		const [least, longest] = LATENCY_MS;
		await new Promise((resolve) => setTimeout(resolve, least + (longest - least) * random()));
		const completionTokens = Math.ceil(body.max_tokens * (0.2 + 0.7 * random()));
		const usage = { prompt_tokens: promptTokens, completion_tokens: completionTokens };
		const fault = random() < this.#options.faultShare ? pickOne(random, FAULTS) : undefined;
		charge.settle(fault?.isFree === true ? 0 : promptTokens + completionTokens, performance.now());
		if (fault === undefined) this.#answer(response, task, usage);
		else this.#fail(response, fault, usage);
	}

	/** Counts the request; how often the task has been asked now. */
	#note(task: string, now: number): number {
		const times = (this.asked.get(task) ?? 0) + 1;
		this.asked.set(task, times);
		if (times === 1) this.#lastNewAt = now;
		if (this.answered.has(task)) this.paidTwice++;
		return times;
	}

	#begin(now: number): void {
		if (this.#startedAt === 0) {
			this.#startedAt = now;
			this.#lastNewAt = now;
			for (const limit of [this.#requests, this.#tokens]) limit.begin(now);
			if (!this.#options.tellsLimits) this.#knownSince = now;
		}
		const { lowering } = this.#options;
		if (lowering === null || this.#isLowered || now < this.#startedAt + lowering.afterMs) return;
		this.#isLowered = true;
		this.#knownSince = Number.POSITIVE_INFINITY;
		for (const limit of [this.#requests, this.#tokens]) limit.lower(lowering.to, now);
	}

	#refuse(response: ServerResponse, waitMs: number, now: number): void {
		this.refused++;
		if (now > this.#knownSince + ON_THE_WAY_MS) this.avoidable++;
		this.#tell(response, now);
		response.setHeader('retry-after', String(Math.ceil(waitMs / 1000)));
		sendJson(response, 429, {
			error: {
				message: 'Rate limit reached',
				type: null,
				param: null,
				code: 'rate_limit_exceeded',
			},
		});
	}

	/** As OpenAI writes them, of the moment at which the call was let in. */
	#tell(response: ServerResponse, now: number): void {
		if (!this.#options.tellsLimits) return;
		for (const [name, limit] of [
			['requests', this.#requests],
			['tokens', this.#tokens],
		] as const) {
			response.setHeader(`x-ratelimit-limit-${name}`, String(limit.perMinute));
			response.setHeader(
				`x-ratelimit-remaining-${name}`,
				String(Math.max(0, Math.floor(limit.level(now)))),
			);
			response.setHeader(
				`x-ratelimit-reset-${name}`,
				`${(limit.fullInMs(now) / 1000).toFixed(3)}s`,
			);
		}
	}

	#answer(response: ServerResponse, task: string, usage: object): void {
		const message = { role: 'assistant', content: `answer to ${task.slice(0, 20)}` };
		this.#told(response);
		response.on('finish', () => this.answered.set(task, (this.answered.get(task) ?? 0) + 1));
		sendJson(response, 200, { choices: [{ index: 0, message, finish_reason: 'stop' }], usage });
	}

	#fail(response: ServerResponse, fault: Fault, usage: object): void {
		this.faults++;
		if (fault.name !== 'hang-up') this.#told(response);
		misbehave(response, fault.name, usage);
	}

	/** A reply with the limits as they are now is on its way. */
	#told(response: ServerResponse): void {
		const told = Number(response.getHeader('x-ratelimit-limit-requests'));
		if (this.#knownSince === Number.POSITIVE_INFINITY && told === this.#requests.perMinute)
			this.#knownSince = performance.now();
	}
}

async function textOf(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString();
}

/** A tokenizer of the provider's own: not the four characters that the client begins with. */
function promptTokensOf({ messages }: Body): number {
	return messages.reduce((sum, { content }) => sum + 3 + Math.ceil(content.length / 3.6), 0);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
	response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
