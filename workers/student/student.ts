/** A loaded student: prompts to tokens, answers in batches, a chat, the greedy tokens of the self-test. */
import { TextStreamer } from '@huggingface/transformers';
import { AppError } from '../../src/core/error.ts';
import { BatchSize } from './batch-size.ts';
import { decode, type Row } from './decode.ts';
import type { Parts } from './load.ts';
import { likeliest, pickerFor } from './next-token.ts';
import type { Conversation, Measured, Options, Prompt, PromptAnswer } from './protocol.ts';

type Finish = PromptAnswer['finish'];
type Question = Row & { readonly index: number };

/** Keys and values of a batch, before and after a step, may take this much. */
const CACHE_BYTES = 512e6;

export class Student {
	readonly #parts: Parts;
	constructor(parts: Parts) {
		this.#parts = parts;
	}

	/** Ids of the chat-templated messages; `toAnswer`: ready for the answer to follow. */
	idsOf(messages: Conversation, toAnswer: boolean): number[] {
		const { tokenizer, vocabulary } = this.#parts;
		const ids = tokenizer.apply_chat_template<true, false, false>([...messages], {
			add_generation_prompt: toAnswer,
			return_tensor: false,
			return_dict: false,
		});
		const stranger = ids.find((id) => id >= vocabulary);
		if (stranger !== undefined)
			throw new AppError(
				'student/wrong-tokenizer',
				`its tokenizer gives token ${String(stranger)}, its network knows ${String(vocabulary)}`,
			);
		return ids;
	}

	/** Answers as they end, shortest prompts first. A prompt that fills the context gets an empty answer. */
	async *answer(
		prompts: readonly Prompt[],
		options: Options,
		{ batch, signal }: { readonly batch: number | null; readonly signal: AbortSignal },
	): AsyncGenerator<{ answers: PromptAnswer[]; measured: Measured | null }, null, void> {
		const { questions, unanswerable } = await this.#questions(prompts, options, signal);
		if (unanswerable.length > 0) yield { answers: unanswerable, measured: null };
		const { model } = this.#parts;
		const began = model.workedMs;
		const size = new BatchSize(batch);
		let answered = 0;
		while (questions.length > 0) {
			const rows = this.#takeBatch(questions, size.next, options.maxTokens);
			const batchBegan = model.workedMs;
			let steps = 0;
			for await (const answers of this.#answerBatch(rows, signal, () => steps++)) {
				answered += answers.length;
				const minutes = (model.workedMs - began) / 60_000;
				const measured =
					size.found === null ? null : { batch: size.found, answersPerMinute: answered / minutes };
				yield { answers, measured };
			}
			const longest = rows.at(-1)?.ids.length ?? 0;
			size.took(rows.length, rows.length * (longest + steps), model.workedMs - batchBegan);
		}
		return null;
	}

	/** Pieces of one reply: whole words as they end. Throws 'student/prompt-too-long'. */
	async *chat(
		messages: Conversation,
		options: Options,
		signal: AbortSignal,
	): AsyncGenerator<string, { tokens: number; finish: Finish }, void> {
		const ids = this.idsOf(messages, true);
		const limit = Math.min(options.maxTokens, this.#roomAfter(ids));
		const pick = pickerFor(options.temperature, options.seed, 0);
		let pieces: string[] = [];
		const words = new TextStreamer(this.#parts.tokenizer, {
			callback_function: (text: string) => pieces.push(text),
		});
		let tokens = 0;
		let finish: Finish = 'length';
		for await (const [emitted] of this.#decode([{ ids, limit, pick }], signal)) {
			if (emitted === undefined) continue;
			if (emitted.finish === 'stop') finish = 'stop';
			else {
				tokens++;
				words.put([[BigInt(emitted.id)]]);
			}
			if (emitted.finish !== null) words.end();
			const text = pieces.join('');
			pieces = [];
			if (text !== '') yield text;
		}
		return { tokens, finish };
	}

	/** Greedy ids after the messages, end token included. */
	async greedyIds(
		messages: Conversation,
		maxTokens: number,
		signal: AbortSignal,
	): Promise<number[]> {
		const ids = this.idsOf(messages, true);
		const limit = Math.min(maxTokens, this.#roomAfter(ids));
		const greedy: number[] = [];
		for await (const [emitted] of this.#decode([{ ids, limit, pick: likeliest }], signal))
			if (emitted !== undefined) greedy.push(emitted.id);
		return greedy;
	}

	#decode(rows: readonly Row[], signal: AbortSignal) {
		return decode(this.#parts.model, rows, this.#parts.endIds, signal);
	}

	#roomAfter(ids: readonly number[]): number {
		const room = this.#parts.contextTokens - ids.length;
		if (room >= 1) return room;
		throw new AppError(
			'student/prompt-too-long',
			`the prompt has ${String(ids.length)} tokens, the student's context is ${String(this.#parts.contextTokens)}`,
		);
	}

	/** Shortest first, so that a batch has little padding. */
	async #questions(prompts: readonly Prompt[], options: Options, signal: AbortSignal) {
		const questions: Question[] = [];
		const unanswerable: PromptAnswer[] = [];
		for (const [place, { index, messages }] of prompts.entries()) {
			// 3,000 prompts take seconds: let an abort arrive.
			if (place % 64 === 63) await new Promise((resolve) => setTimeout(resolve));
			signal.throwIfAborted();
			const ids = this.idsOf(messages, true);
			const limit = Math.min(options.maxTokens, this.#parts.contextTokens - ids.length);
			const own = options.seeds?.[index];
			const pick = pickerFor(
				options.temperature,
				own ?? options.seed,
				own === undefined ? index : 0,
			);
			if (limit < 1) unanswerable.push({ index, text: '', tokens: 0, finish: 'length' });
			else questions.push({ index, ids, limit, pick });
		}
		questions.sort((a, b) => a.ids.length - b.ids.length);
		return { questions, unanswerable };
	}

	/** The next prompts: as many as `size` and memory allow, without padding that takes a row's room; alone if read in pieces. */
	#takeBatch(questions: Question[], size: number, maxTokens: number): Question[] {
		const { model, contextTokens } = this.#parts;
		let count = 1;
		while (count < Math.min(size, questions.length)) {
			const longest = questions[count]?.ids.length ?? 0;
			const bytes = 2 * (count + 1) * (longest + maxTokens) * model.cacheBytesPerToken;
			const crowded =
				longest + maxTokens > contextTokens && longest > (questions[0]?.ids.length ?? 0);
			if (bytes > CACHE_BYTES || crowded || longest > model.pieceTokens) break;
			count++;
		}
		return questions.splice(0, count);
	}

	async *#answerBatch(
		rows: readonly Question[],
		signal: AbortSignal,
		onStep: () => void,
	): AsyncGenerator<PromptAnswer[], void, void> {
		const generated: number[][] = rows.map(() => []);
		for await (const emitted of this.#decode(rows, signal)) {
			onStep();
			const answers: PromptAnswer[] = [];
			for (const { row, id, finish } of emitted) {
				const ids = generated[row] ?? [];
				if (finish !== 'stop') ids.push(id);
				if (finish !== null)
					answers.push({ ...this.#textOf(ids), index: rows[row]?.index ?? 0, finish });
			}
			if (answers.length > 0) yield answers;
		}
	}

	#textOf(ids: readonly number[]): { text: string; tokens: number } {
		const text =
			ids.length === 0
				? '' // The tokenizer refuses to decode nothing.
				: this.#parts.tokenizer.decode([...ids], { skip_special_tokens: true });
		return { text, tokens: ids.length };
	}
}
