/** One OpenAI-compatible address: asked within a time limit, in the words that it takes, its failures by name. */
import type OpenAI from 'openai';
import type { APIPromise } from 'openai';
import type {
	ChatCompletionCreateParamsNonStreaming as Body,
	ChatCompletionCreateParamsStreaming as StreamBody,
} from 'openai/resources/chat/completions';
import type { HearLimits } from '../../core/limits/told.ts';
import { TeacherError } from '../../core/teacher-error.ts';
import { clientOf, type ClientOptions } from './client.ts';
import { Dialect } from './dialect.ts';
import { isRefusal, teacherErrorOf } from './failures.ts';
import { listModels } from './model-list.ts';
import { TimeLimit } from './time-limit.ts';
import { limitsOf } from './told-limits.ts';

export type EndpointOptions = Omit<ClientOptions, 'timeoutMs'> & {
	/** Default true: JSON schemas are sent until the provider refuses one. */
	readonly structuredOutput?: boolean;
	/** Default 120,000: until the whole reply is here, or between two pieces of a stream. */
	readonly timeoutMs?: number;
	/** Who failed, in messages; default 'The teacher'. */
	readonly who?: string;
};

export class Endpoint {
	readonly client: OpenAI;
	readonly dialect: Dialect;
	readonly key: string;
	readonly who: string;
	readonly #timeoutMs: number;

	constructor(options: EndpointOptions) {
		const { key, timeoutMs = 120_000, who = 'The teacher' } = options;
		this.key = key;
		this.who = who;
		this.#timeoutMs = timeoutMs;
		this.dialect = new Dialect(options.structuredOutput ?? true);
		this.client = clientOf({ ...options, timeoutMs });
	}

	/** Sends in other words for as long as refusals teach some; each field is given up once, so this ends. */
	async inItsWords<B extends Body | StreamBody, T>(
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
				if (!isForm || !this.dialect.learn(thrown, sent)) throw thrown;
			}
		}
	}

	/** The work's result; throws TeacherError or the signal's reason. */
	async within<T>(signal: AbortSignal, work: (limit: TimeLimit) => Promise<T>): Promise<T> {
		const limit = new TimeLimit(signal, this.#timeoutMs);
		try {
			return await work(limit);
		} catch (thrown) {
			throw this.#failure(thrown, signal, limit);
		} finally {
			limit.end();
		}
	}

	/** The same of what comes piece by piece; `work` restarts the limit with each. */
	async *streaming<T>(
		signal: AbortSignal,
		work: (limit: TimeLimit) => AsyncIterable<T>,
	): AsyncGenerator<T, void, void> {
		const limit = new TimeLimit(signal, this.#timeoutMs);
		try {
			yield* work(limit);
		} catch (thrown) {
			throw this.#failure(thrown, signal, limit);
		} finally {
			limit.end();
		}
	}

	models(signal: AbortSignal): Promise<readonly string[]> {
		return this.within(signal, ({ signal: own }) => listModels(this.client, own, this.who));
	}

	#failure(thrown: unknown, signal: AbortSignal, limit: TimeLimit): unknown {
		if (signal.aborted) return signal.reason;
		if (!limit.isTimedOut) return teacherErrorOf(thrown, this.key, this.who);
		const seconds = this.#timeoutMs / 1000;
		return new TeacherError('teacher/timeout', `No whole reply came within ${seconds} s.`);
	}
}
