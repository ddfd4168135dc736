/** One model at an OpenAI-compatible address, asked as a student is: what it can't keep to is refused, never left out. */
import type { APIPromise } from 'openai';
import type {
	ChatCompletionCreateParamsNonStreaming as Body,
	ChatCompletionCreateParamsStreaming as StreamBody,
} from 'openai/resources/chat/completions';
import * as v from 'valibot';
import type { StudentOptions } from '../../app/ports/student-engine.ts';
import type { CallRequest, Message } from '../../core/call.ts';
import { AppError } from '../../core/error.ts';
import type { HearLimits } from '../../core/limits/told.ts';
import { TeacherError } from '../../core/teacher-error.ts';
import { Endpoint, type EndpointOptions } from '../openai/endpoint.ts';
import { isRefusal } from '../openai/failures.ts';
import { usageOf } from '../openai/reply.ts';
import type { TimeLimit } from '../openai/time-limit.ts';

export type Asked = {
	readonly messages: readonly Message[];
	readonly options: Omit<StudentOptions, 'seeds' | 'batch'>;
};
/** How a reply ended; tokens are null where they aren't told. */
export type ReplyEnd = {
	readonly finish: 'stop' | 'length';
	readonly promptTokens: number | null;
	readonly tokens: number | null;
};
export type Reply = ReplyEnd & { readonly text: string };

const CHOICE = v.object({
	message: v.object({ content: v.nullish(v.string(), ''), refusal: v.nullish(v.string(), '') }),
	finish_reason: v.nullish(v.string()),
});
const COMPLETION = v.object({
	choices: v.pipe(v.array(CHOICE), v.minLength(1)),
	usage: v.optional(v.unknown()),
	model: v.nullish(v.string()),
});

export class Completions {
	readonly #endpoint: Endpoint;
	readonly #model: string;
	#answersAs: string | null = null;

	/** `who` of the options stands in the messages of failures. */
	constructor(options: EndpointOptions, model: string) {
		this.#endpoint = new Endpoint(options);
		this.#model = model;
	}

	/** false: it has refused seeds, and what it samples can't be had again. */
	get takesSeeds(): boolean {
		return 'seed' in this.#endpoint.dialect.bodyOf(requestOf(this.#model, NOTHING));
	}

	/** The name that its last reply gave its model, where that is another than was asked; null: it isn't. */
	get answersAs(): string | null {
		const named = this.#answersAs;
		// A dated name is of the model that was asked; Ollama adds a tag.
		return named === null || named.startsWith(this.#model) ? null : named;
	}

	models(signal: AbortSignal): Promise<readonly string[]> {
		return this.#endpoint.models(signal);
	}

	/**
	 * One attempt at a whole reply, which may be empty. Throws TeacherError; AppError 'student/not-offered',
	 * 'student/prompt-too-long'; the signal's reason.
	 */
	whole(asked: Asked, signal: AbortSignal, hear?: HearLimits): Promise<Reply> {
		return this.#endpoint.within(signal, async ({ signal: own }) => {
			const create = (body: Body) =>
				this.#endpoint.client.chat.completions.create(body, { signal: own });
			const bodyOf = () => this.#endpoint.dialect.bodyOf(requestOf(this.#model, asked));
			return this.#replyOf(await this.#sent(asked, bodyOf, { create, hear }));
		});
	}

	/** The same piece by piece, with how it ended last. */
	pieces(asked: Asked, signal: AbortSignal): AsyncGenerator<string | ReplyEnd, void, void> {
		return this.#endpoint.streaming(signal, (limit) => this.#streamed(asked, limit));
	}

	async *#streamed(asked: Asked, limit: TimeLimit): AsyncGenerator<string | ReplyEnd, void, void> {
		const { signal } = limit;
		const create = (body: StreamBody) =>
			this.#endpoint.client.chat.completions.create(body, { signal });
		const bodyOf = () => this.#endpoint.dialect.streamBodyOf(requestOf(this.#model, asked));
		let text = '';
		let finish: string | null = null;
		let told: unknown;
		for await (const { choices, usage, model } of await this.#sent(asked, bodyOf, { create })) {
			// What has come already is told by the client after an abort too.
			signal.throwIfAborted();
			limit.restart();
			this.#answersAs = nameOf(model);
			told = usage ?? told;
			const [choice] = choices;
			finish = choice?.finish_reason ?? finish;
			if (!choice?.delta.content) continue;
			text += choice.delta.content;
			yield choice.delta.content;
		}
		// The client ends a stream that was aborted as if it were whole.
		signal.throwIfAborted();
		if (finish === null)
			throw new TeacherError('teacher/cut-off', `${this.#endpoint.who} broke off its reply.`);
		const end = { ...usedBy(told), finish: finish === 'length' ? 'length' : 'stop' } as const;
		this.#mindHidden(text, end);
		yield end;
	}

	async #sent<B extends Body | StreamBody, T>(
		{ options }: Asked,
		bodyOf: () => B,
		{ create, hear }: { create: (body: B) => APIPromise<T>; hear?: HearLimits | undefined },
	): Promise<T> {
		const { stop = [], schema } = options;
		const whole = (): B => {
			const body = bodyOf();
			// A dialect drops what was refused; a student's reply would then be another than was asked for.
			if (schema !== undefined && !('response_format' in body))
				throw new AppError('student/not-offered', `${this.#endpoint.who} takes no JSON schema.`);
			return stop.length === 0 ? body : { ...body, stop: [...stop] };
		};
		try {
			return await this.#endpoint.inItsWords(whole, create, hear);
		} catch (thrown) {
			if (isRefusal(thrown) && isOfLength(thrown))
				throw new AppError('student/prompt-too-long', thrown.message, { cause: thrown });
			throw thrown;
		}
	}

	#replyOf(body: unknown): Reply {
		const { who } = this.#endpoint;
		const completion = v.safeParse(COMPLETION, body);
		const [choice] = completion.success ? completion.output.choices : [];
		if (!completion.success || choice === undefined)
			throw new TeacherError('teacher/not-json', `${who} sent no chat completion.`);
		const { message, finish_reason: finish } = choice;
		if (finish === 'content_filter' || message.refusal !== '')
			throw new TeacherError('teacher/filtered', `${who} withheld the answer.`);
		this.#answersAs = nameOf(completion.output.model);
		const end = {
			...usedBy(completion.output.usage),
			finish: finish === 'length' ? 'length' : 'stop',
		} as const;
		this.#mindHidden(message.content, end);
		return { ...end, text: message.content };
	}

	/** A student may say nothing and stop; one that used up its tokens without a word has said it where we don't see it. */
	#mindHidden(text: string, { finish, tokens }: ReplyEnd): void {
		if (text !== '' || finish !== 'length' || tokens === 0) return;
		throw new TeacherError(
			'teacher/empty',
			`${this.#endpoint.who} used up its tokens without a word of the answer: a model that thinks needs more of them.`,
		);
	}
}

const NOTHING: Asked = { messages: [], options: { temperature: 0, maxTokens: 1, seed: 0 } };

/** The same as a teacher's request, but for what that can't say. */
export function requestOf(model: string, { messages, options }: Asked): CallRequest {
	const { temperature, maxTokens, seed, topP = 1, schema } = options;
	return {
		...{ model, messages, temperature, maxTokens, seed, topP, sample: 0 },
		schema: schema === undefined ? null : { name: 'reply', schema },
	};
}

/** OpenAI, vLLM and the trainer have this code; llama.cpp calls it a type. */
function isOfLength({ code, type }: { readonly code?: unknown; readonly type?: unknown }): boolean {
	return [code, type].some((word) => typeof word === 'string' && /context/.test(word));
}

function nameOf(model: string | null | undefined): string | null {
	return model === undefined || model === '' ? null : model;
}

function usedBy(told: unknown): Pick<ReplyEnd, 'promptTokens' | 'tokens'> {
	const usage = usageOf(told);
	return { promptTokens: usage?.promptTokens ?? null, tokens: usage?.completionTokens ?? null };
}
