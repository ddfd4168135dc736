/** A student loaded in web-llm: prompts to tokens, one reply at a time, the greedy tokens of the self-test. */
import type { ChatCompletionChunk, ChatCompletionRequestStreaming } from '@mlc-ai/web-llm';
import { AppError } from '../../src/core/error.ts';
import { integerBetween, seededRandom } from '../../src/core/random.ts';
import type {
	Conversation,
	Measured,
	Options,
	Prompt,
	PromptAnswer,
	ReplyFacts,
} from '../student/protocol.ts';
import type { Parts } from './load.ts';
import { namedError } from './named-error.ts';
import { settledText } from '../../src/core/stop-text.ts';
import { Turns } from './turns.ts';

type Question = { readonly prompt: string; readonly seed: number; readonly limit: number };

export class WebLlmStudent {
	readonly #parts: Parts;
	/** web-llm holds one conversation. */
	readonly #turns = new Turns();

	constructor(parts: Parts) {
		this.#parts = parts;
	}

	/** Ids of the messages in the student's own template, as web-llm's tokenizer reads them. */
	idsOf(messages: Conversation, toAnswer: boolean): number[] {
		const { gpu, template, tokenizer, vocabulary } = this.#parts;
		gpu.throwIfLost();
		const ids = [...tokenizer.encode(template.render(messages, toAnswer))];
		const stranger = ids.find((id) => id >= vocabulary);
		if (stranger === undefined) return ids;
		throw new AppError(
			'student/wrong-tokenizer',
			`its tokenizer gives token ${stranger}, its network knows ${vocabulary}`,
		);
	}

	/** One after the other, as asked. A prompt that fills the context gets an empty answer. */
	async *answer(
		prompts: readonly Prompt[],
		options: Options,
		signal: AbortSignal,
	): AsyncGenerator<{ answers: PromptAnswer[]; measured: Measured | null }, null, void> {
		let measured: Measured | null = null;
		let answered = 0;
		let workedMs = 0;
		for (const { index, messages } of prompts) {
			signal.throwIfAborted();
			const room = this.#parts.contextTokens - this.idsOf(messages, true).length;
			if (room < 1) {
				yield { answers: [{ index, text: '', tokens: 0, finish: 'length' }], measured };
				continue;
			}
			const own = options.seeds?.[index];
			const seed = seedOf(own ?? options.seed, own === undefined ? index : 0);
			const began = performance.now();
			const answer = await this.#whole(messages, options, { seed, room, signal });
			workedMs += performance.now() - began;
			measured = { batch: 1, answersPerMinute: (60_000 * ++answered) / workedMs };
			yield { answers: [{ index, ...answer }], measured };
		}
		return null;
	}

	/** Pieces of one reply, then how it came about. Throws 'student/prompt-too-long'. */
	async *chat(
		messages: Conversation,
		options: Options,
		signal: AbortSignal,
	): AsyncGenerator<string | ReplyFacts, null, void> {
		const room = this.#roomAfter(this.idsOf(messages, true));
		const seed = seedOf(options.seed, 0);
		yield* this.#reply(this.#question(messages, options, { seed, room }), options, signal);
		return null;
	}

	/** Greedy ids after the messages, end token included: the network's own, through web-llm's ids interface. */
	async greedyIds(
		messages: Conversation,
		maxTokens: number,
		signal: AbortSignal,
	): Promise<number[]> {
		const { engine, gpu, endIds } = this.#parts;
		const ids = this.idsOf(messages, true);
		const limit = Math.min(maxTokens, this.#roomAfter(ids));
		const release = await this.#turns.take();
		try {
			signal.throwIfAborted();
			await engine.resetChat();
			const greedy = [await gpu.work(engine.forwardTokensAndSample(ids, true))];
			for (;;) {
				const last = greedy.at(-1) ?? 0;
				if (greedy.length >= limit || endIds.has(last)) return greedy;
				signal.throwIfAborted();
				greedy.push(await gpu.work(engine.forwardTokensAndSample([last], false)));
			}
		} catch (thrown) {
			throw namedError(thrown, 'student/step-failed');
		} finally {
			release();
		}
	}

	async #whole(
		messages: Conversation,
		options: Options,
		{ seed, room, signal }: { seed: number; room: number; signal: AbortSignal },
	): Promise<Omit<PromptAnswer, 'index'>> {
		let text = '';
		const question = this.#question(messages, options, { seed, room });
		for await (const item of this.#reply(question, options, signal)) {
			if (typeof item !== 'string') return { text, tokens: item.tokens, finish: item.finish };
			text += item;
		}
		throw new AppError('student/step-failed', 'web-llm ended a reply without saying how');
	}

	#question(
		messages: Conversation,
		{ maxTokens }: Options,
		{ seed, room }: { seed: number; room: number },
	): Question {
		const prompt = this.#parts.template.render(messages, true);
		return { prompt, seed, limit: Math.min(maxTokens, room) };
	}

	async *#reply(
		question: Question,
		options: Options,
		signal: AbortSignal,
	): AsyncGenerator<string | ReplyFacts, void, void> {
		const { engine, gpu, endTexts } = this.#parts;
		const stops = [...endTexts, ...(options.stop ?? [])];
		const release = await this.#turns.take();
		const stop = () => {
			void engine.interruptGenerate();
		};
		signal.addEventListener('abort', stop);
		const heard = new Heard();
		try {
			signal.throwIfAborted();
			const chunks = await gpu.work(engine.chat.completions.create(requestOf(question, options)));
			for await (const chunk of gpu.items(chunks)) {
				heard.chunk(chunk);
				// It ends by itself with its next token.
				if (signal.aborted) continue;
				const piece = heard.more(settledText(await engine.getMessage(), stops));
				if (piece !== '') yield piece;
			}
			signal.throwIfAborted();
			const rest = heard.more(await engine.getMessage());
			if (rest !== '') yield rest;
			yield heard.facts();
		} catch (thrown) {
			throw signal.aborted ? signal.reason : namedError(thrown, 'student/step-failed');
		} finally {
			signal.removeEventListener('abort', stop);
			release();
		}
	}

	#roomAfter(ids: readonly number[]): number {
		const room = this.#parts.contextTokens - ids.length;
		if (room >= 1) return room;
		throw new AppError(
			'student/prompt-too-long',
			`the prompt has ${ids.length} tokens, the student's context is ${this.#parts.contextTokens}`,
		);
	}
}

/** web-llm's generator begins near its seed: neighbours would draw nearly the same first token. */
function seedOf(seed: number, index: number): number {
	return integerBetween(seededRandom('student', seed, index), 1, 2 ** 31 - 2);
}

function requestOf(
	{ prompt, seed, limit }: Question,
	{ temperature, topP, stop, schema, topLogprobs }: Options,
): ChatCompletionRequestStreaming {
	return {
		messages: [{ role: 'user', content: prompt }],
		stream: true,
		stream_options: { include_usage: true },
		temperature,
		top_p: topP ?? 1,
		max_tokens: limit,
		seed,
		// An empty one would end every reply at its first token.
		...(stop === undefined ? {} : { stop: stop.filter((text) => text !== '') }),
		...(schema === undefined
			? {}
			: { response_format: { type: 'json_object' as const, schema: JSON.stringify(schema) } }),
		...(topLogprobs === undefined ? {} : { logprobs: true, top_logprobs: topLogprobs }),
	};
}

/** What came of one reply. */
class Heard {
	#text = '';
	#finish: ReplyFacts['finish'] = 'length';
	#usage: ChatCompletionChunk['usage'];
	readonly #logprobs: NonNullable<ReplyFacts['logprobs']>[number][] = [];

	chunk({ choices, usage }: ChatCompletionChunk): void {
		if (usage !== undefined) this.#usage = usage;
		for (const { finish_reason: finish, logprobs } of choices) {
			if (finish === 'stop') this.#finish = 'stop';
			for (const { token, logprob, top_logprobs: top } of logprobs?.content ?? [])
				this.#logprobs.push({
					token,
					logprob,
					top: top.map((one) => ({ token: one.token, logprob: one.logprob })),
				});
		}
	}

	/** What `text` has beyond what was told. */
	more(text: string): string {
		const piece = text.slice(this.#text.length);
		this.#text += piece;
		return piece;
	}

	facts(): ReplyFacts {
		const usage = this.#usage;
		if (usage === undefined)
			throw new AppError('student/step-failed', 'web-llm ended a reply without its usage');
		const { prefill_tokens_per_s: prefill, decode_tokens_per_s: decode } = usage.extra;
		return {
			promptTokens: usage.prompt_tokens,
			tokens: usage.completion_tokens - (this.#finish === 'stop' ? 1 : 0),
			finish: this.#finish,
			firstTokenMs: 1000 * usage.extra.time_to_first_token_s,
			prefillPerSecond: prefill,
			decodePerSecond: Number.isFinite(decode) && decode > 0 ? decode : null,
			logprobs: this.#logprobs.length > 0 ? this.#logprobs : null,
		};
	}
}
