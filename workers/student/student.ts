/** A loaded student: prompts to tokens, answers in batches, a chat, the greedy tokens of the self-test. */
import { AppError } from '../../src/core/error.ts';
import { BatchSize } from './batch-size.ts';
import type { Row } from './batch.ts';
import { decode, decodeAll, type Generation, type Waiting } from './decode.ts';
import type { Parts } from './load.ts';
import { eventsHandled } from './events.ts';
import { likeliest, pickerFor } from './next-token.ts';
import { Pace } from './pace.ts';
import { ReplyClock } from './reply-clock.ts';
import { ReplyText } from './reply-text.ts';
import type {
	Conversation,
	Measured,
	Options,
	Prompt,
	PromptAnswer,
	ReplyFacts,
} from './protocol.ts';
import { Questions } from './questions.ts';
import { runningAhead } from './run-ahead.ts';
import { templatedIds } from './tokens.ts';

type Answered = { readonly answers: readonly PromptAnswer[]; readonly measured: Measured | null };
type Finish = PromptAnswer['finish'];
/** `facts`: with the last piece. */
type ReplyPiece = { readonly text: string; readonly facts: ReplyFacts | null };
type Question = Row & {
	readonly index: number;
	/** The answer so far. */
	readonly generated: number[];
	/** Its text, where a stop text may end it; else it is read once, at the end. */
	readonly text: ReplyText | null;
};

export class Student {
	readonly #parts: Parts;
	/** What was asked at once may be too little to try every size: the next call goes on with it. */
	readonly #size = new BatchSize(null);

	constructor(parts: Parts) {
		this.#parts = parts;
	}

	/** Ids of the chat-templated messages; `toAnswer`: ready for the answer to follow. */
	idsOf(messages: Conversation, toAnswer: boolean): number[] {
		return templatedIds(this.#parts, messages, toAnswer);
	}

	/** Answers as they end, shortest prompts first. A prompt that fills the context gets an empty answer. */
	async *answer(
		prompts: readonly Prompt[],
		options: Options,
		how: { readonly batch: number | null; readonly signal: AbortSignal },
	): AsyncGenerator<Answered, null, void> {
		// An answer takes a millisecond or two here, the way to who asked and back a good part of that.
		yield* runningAhead(this.#answering(prompts, options, how), (earlier, later) => ({
			answers: [...earlier.answers, ...later.answers],
			measured: later.measured,
		}));
		return null;
	}

	async *#answering(
		prompts: readonly Prompt[],
		options: Options,
		{ batch, signal }: { readonly batch: number | null; readonly signal: AbortSignal },
	): AsyncGenerator<Answered, void, void> {
		const { questions, unanswerable } = await this.#questions(prompts, options, signal);
		if (unanswerable.length > 0) yield { answers: unanswerable, measured: null };
		const { model, contextTokens } = this.#parts;
		const { maxTokens } = options;
		const waiting = new Questions(questions, { model, contextTokens, maxTokens });
		const pace = new Pace();
		const size = batch === null ? this.#size : new BatchSize(batch);
		for await (const answers of this.#answers(waiting, { size, pace }, signal)) {
			pace.ended(answers.length);
			const measured = size.found === null ? null : pace.measured(size.found);
			yield { answers, measured };
		}
	}

	/** Pieces of one reply, then how it came about. Throws 'student/prompt-too-long'. */
	async *chat(
		messages: Conversation,
		options: Options,
		signal: AbortSignal,
	): AsyncGenerator<string | ReplyFacts, null, void> {
		// Else the reply's pace would be that of whoever draws it.
		const pieces = runningAhead(this.#replying(messages, options, signal), (earlier, later) => ({
			text: earlier.text + later.text,
			facts: later.facts,
		}));
		for await (const { text, facts } of pieces) {
			if (text !== '') yield text;
			if (facts !== null) yield facts;
		}
		return null;
	}

	async *#replying(
		messages: Conversation,
		options: Options,
		signal: AbortSignal,
	): AsyncGenerator<ReplyPiece, void, void> {
		const ids = this.idsOf(messages, true);
		const limit = Math.min(options.maxTokens, this.#roomAfter(ids));
		const pick = pickerFor(options, options.seed, 0);
		const text = this.#textFor(options);
		const row = { ids, limit, pick, isOverWith: (id: number) => text.add(id) };
		const clock = new ReplyClock(ids.length);
		let finish: Finish = 'length';
		for await (const emitted of this.#decode(row, signal)) {
			clock.token(emitted.finish === 'stop');
			if (emitted.finish !== null) finish = emitted.finish;
			const piece = emitted.finish === null ? text.settled() : text.rest();
			if (piece !== '') yield { text: piece, facts: null };
		}
		yield { text: '', facts: { ...clock.facts(), finish, logprobs: null } };
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
		for await (const { id } of this.#decode({ ids, limit, pick: likeliest }, signal))
			greedy.push(id);
		return greedy;
	}

	#decode(row: Row, signal: AbortSignal) {
		return decode(row, this.#generation(signal));
	}

	#generation(signal: AbortSignal): Generation {
		const { model, endIds } = this.#parts;
		return { model, endIds, signal };
	}

	#roomAfter(ids: readonly number[]): number {
		const room = this.#parts.contextTokens - ids.length;
		if (room >= 1) return room;
		throw new AppError(
			'student/prompt-too-long',
			`the prompt has ${String(ids.length)} tokens, the student's context is ${String(this.#parts.contextTokens)}`,
		);
	}

	async #questions(prompts: readonly Prompt[], options: Options, signal: AbortSignal) {
		const questions: Question[] = [];
		const unanswerable: PromptAnswer[] = [];
		for (const { index, messages } of prompts) {
			// 3,000 prompts take a second: let an abort arrive.
			await eventsHandled();
			signal.throwIfAborted();
			const ids = this.idsOf(messages, true);
			const limit = Math.min(options.maxTokens, this.#parts.contextTokens - ids.length);
			if (limit < 1) unanswerable.push({ index, text: '', tokens: 0, finish: 'length' });
			else questions.push(this.#question({ index, ids, limit }, options));
		}
		return { questions, unanswerable };
	}

	#question(row: Pick<Question, 'index' | 'ids' | 'limit'>, options: Options): Question {
		const own = options.seeds?.[row.index];
		const pick = pickerFor(options, own ?? options.seed, own === undefined ? row.index : 0);
		const generated: number[] = [];
		if ((options.stop ?? []).length === 0) return { ...row, pick, generated, text: null };
		const text = this.#textFor(options);
		return { ...row, pick, generated, text, isOverWith: (id) => text.add(id) };
	}

	/** While sizes are tried, a batch of each by itself, which measures it; then all that is left. */
	async *#answers(
		waiting: Questions<Question>,
		{ size, pace }: { readonly size: BatchSize; readonly pace: Pace },
		signal: AbortSignal,
	): AsyncGenerator<PromptAnswer[], void, void> {
		const { model } = this.#parts;
		while (size.found === null && waiting.length > 0) {
			const rows = waiting.take({ rows: size.next, heldTokens: 0 });
			const began = model.workedMs;
			yield* this.#ended(closed(rows), { size: rows.length, pace }, signal);
			const prompt = Math.max(...rows.map(({ ids }) => ids.length));
			const answer = Math.max(...rows.map(({ generated }) => generated.length));
			size.took(rows.length, rows.length * (prompt + answer), model.workedMs - began);
		}
		yield* this.#ended(waiting, { size: size.next, pace }, signal);
	}

	async *#ended(
		waiting: Waiting<Question>,
		{ size, pace }: { readonly size: number; readonly pace: Pace },
		signal: AbortSignal,
	): AsyncGenerator<PromptAnswer[], void, void> {
		const { model } = this.#parts;
		let worked = model.workedMs;
		for await (const emitted of decodeAll(waiting, size, this.#generation(signal))) {
			// Rows of a batch have begun together.
			const isFirst = emitted.every(({ row }) => row.generated.length === 0);
			pace.step(model.workedMs - worked, emitted.length, isFirst);
			worked = model.workedMs;
			const answers: PromptAnswer[] = [];
			for (const { row, id, finish } of emitted) {
				if (finish !== 'stop') row.generated.push(id);
				if (finish !== null) answers.push({ ...this.#saidBy(row), index: row.index, finish });
			}
			if (answers.length > 0) yield answers;
		}
	}

	#saidBy({ generated, text }: Question): { text: string; tokens: number } {
		return { text: text?.whole() ?? this.#decoded(generated), tokens: generated.length };
	}

	#textFor({ stop = [] }: Options): ReplyText {
		return new ReplyText((ids) => this.#decoded(ids), stop);
	}

	#decoded(ids: readonly number[]): string {
		// The tokenizer refuses to decode nothing.
		if (ids.length === 0) return '';
		return this.#parts.tokenizer.decode([...ids], { skip_special_tokens: true });
	}
}

/** These rows and no others. */
function closed<R extends Row>(rows: readonly R[]): Waiting<R> {
	const left = [...rows];
	return { take: () => left.splice(0) };
}
