/** A teacher behind any OpenAI-compatible address. */
import type OpenAI from 'openai';
import type { APIPromise } from 'openai';
import type {
	ChatCompletionCreateParamsNonStreaming as Body,
	ChatCompletionCreateParamsStreaming as StreamBody,
} from 'openai/resources/chat/completions';
import type { Teacher } from '../../app/ports/teacher.ts';
import type { CallReply, CallRequest } from '../../core/call.ts';
import type { HearLimits, HearStream } from '../../core/limits/told.ts';
import { TeacherError } from '../../core/teacher-error.ts';
import { clientOf, type ClientOptions } from './client.ts';
import { Dialect } from './dialect.ts';
import { isRefusal, teacherErrorOf } from './failures.ts';
import { listModels } from './model-list.ts';
import { replyOf, usageOf } from './reply.ts';
import { TimeLimit } from './time-limit.ts';
import { limitsOf } from './told-limits.ts';

export type OpenAiTeacherOptions = Omit<ClientOptions, 'timeoutMs'> & {
	/** Default true: JSON schemas are sent until the provider refuses one. */
	readonly structuredOutput?: boolean;
	/** Default 120,000: until the whole reply is here, or between two pieces of a stream. */
	readonly timeoutMs?: number;
};

export class OpenAiTeacher implements Teacher {
	readonly #client: OpenAI;
	readonly #dialect: Dialect;
	readonly #key: string;
	readonly #timeoutMs: number;

	constructor(options: OpenAiTeacherOptions) {
		const { key, timeoutMs = 120_000 } = options;
		this.#key = key;
		this.#timeoutMs = timeoutMs;
		this.#dialect = new Dialect(options.structuredOutput ?? true);
		this.#client = clientOf({ ...options, timeoutMs });
	}

	ask(request: CallRequest, signal: AbortSignal, hear?: HearLimits): Promise<CallReply> {
		return this.#within(signal, async ({ signal: own }) => {
			const create = (body: Body) => this.#client.chat.completions.create(body, { signal: own });
			const bodyOf = () => this.#dialect.bodyOf(request);
			return replyOf(await this.#inItsWords(bodyOf, create, hear), this.#key);
		});
	}

	/** Sends in other words for as long as refusals teach some; each field is given up once, so this ends. */
	async #inItsWords<B extends Body | StreamBody, T>(
		bodyOf: () => B,
		send: (body: B) => APIPromise<T>,
		hear: HearLimits = () => undefined,
	): Promise<T> {
		for (;;) {
			const sent = bodyOf();
			try {
				const reply = send(sent);
				// Before the body: what was left is the truth of the moment at which the call was let in.
				hear(limitsOf((await reply.asResponse()).headers, Date.now()));
				return await reply;
			} catch (thrown) {
				if (isRefusal(thrown)) hear(limitsOf(thrown.headers, Date.now()));
				const isForm = isRefusal(thrown) && (thrown.status === 400 || thrown.status === 422);
				if (!isForm || !this.#dialect.learn(thrown, sent)) throw thrown;
			}
		}
	}

	async *stream(
		request: CallRequest,
		signal: AbortSignal,
		hear?: HearStream,
	): AsyncIterable<string> {
		const limit = new TimeLimit(signal, this.#timeoutMs);
		try {
			const pieces = await this.#streamed(request, limit.signal, hear?.limits);
			let isWhole = false;
			for await (const { choices, usage } of pieces) {
				// What has come already is told by the client after an abort too.
				signal.throwIfAborted();
				limit.restart();
				tellUsage(usage, hear);
				const [choice] = choices;
				if (choice?.finish_reason) isWhole = true;
				if (choice?.delta.content) yield choice.delta.content;
			}
			// The client ends a stream that was aborted as if it were whole.
			signal.throwIfAborted();
			if (!isWhole) throw new TeacherError('teacher/cut-off', 'The reply broke off.');
		} catch (thrown) {
			throw this.#failure(thrown, signal, limit);
		} finally {
			limit.end();
		}
	}

	#streamed(request: CallRequest, signal: AbortSignal, hear?: HearLimits) {
		const create = (body: StreamBody) => this.#client.chat.completions.create(body, { signal });
		return this.#inItsWords(() => this.#dialect.streamBodyOf(request), create, hear);
	}

	models(signal: AbortSignal): Promise<readonly string[]> {
		return this.#within(signal, ({ signal: own }) => listModels(this.#client, own));
	}

	async #within<T>(signal: AbortSignal, work: (limit: TimeLimit) => Promise<T>): Promise<T> {
		const limit = new TimeLimit(signal, this.#timeoutMs);
		try {
			return await work(limit);
		} catch (thrown) {
			throw this.#failure(thrown, signal, limit);
		} finally {
			limit.end();
		}
	}

	#failure(thrown: unknown, signal: AbortSignal, limit: TimeLimit): unknown {
		if (signal.aborted) return signal.reason;
		if (!limit.isTimedOut) return teacherErrorOf(thrown, this.#key);
		const seconds = this.#timeoutMs / 1000;
		return new TeacherError('teacher/timeout', `No whole reply came within ${seconds} s.`);
	}
}

function tellUsage(told: unknown, hear: HearStream | undefined): void {
	const usage = usageOf(told);
	if (usage !== null) hear?.usage(usage);
}
