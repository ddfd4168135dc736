/** A student behind an address, the linked trainer's or any other's: nothing of it is computed on this device. */
import { Channel, inLanes } from '../../app/run/lanes.ts';
import type {
	LoadedStudent,
	MeasuredStudent,
	ReplyFacts,
	StudentAnswer,
	StudentEngine,
	StudentOptions,
} from '../../app/ports/student-engine.ts';
import type { Message } from '../../core/call.ts';
import { AppError } from '../../core/error.ts';
import type { AnswerSource } from '../../core/student.ts';
import type { ReplyEnd } from './completions.ts';
import { Line, type LineWorld } from './line.ts';
import { placeFor, type PlacesWorld } from './place.ts';
import type { TokenReader } from './token-reader.ts';

export type RemoteWorld = PlacesWorld &
	LineWorld & {
		/** Reads a student's own tokenizer on this device. */
		readonly tokens: () => TokenReader;
		/** A steady clock, ms; default the browser's. */
		readonly now?: () => number;
	};
type LoadOptions = Parameters<StudentEngine['load']>[1];
type Loaded = {
	readonly line: Line;
	/** null: its files aren't ours, so that nobody here knows its tokens. */
	readonly tokens: TokenReader | null;
	readonly facts: Omit<LoadedStudent, 'note'>;
};

export class RemoteStudentEngine implements StudentEngine {
	readonly #world: RemoteWorld;
	#order: object | undefined;
	#loaded: Loaded | undefined;
	#measured: MeasuredStudent | null = null;
	#lastReply: ReplyFacts | null = null;

	constructor(world: RemoteWorld) {
		this.#world = world;
	}

	get loaded(): LoadedStudent | null {
		return this.#loaded === undefined ? null : factsOf(this.#loaded);
	}

	get measured(): MeasuredStudent | null {
		return this.#measured;
	}

	get lastReply(): ReplyFacts | null {
		return this.#lastReply;
	}

	/** Checks that the model is there; of a student of ours its tokenizer is read here. `device` plays no part. */
	async load(
		source: AnswerSource,
		{ model }: LoadOptions,
		signal: AbortSignal,
	): Promise<LoadedStudent> {
		this.close();
		const order = {};
		this.#order = order;
		const began = this.#now();
		signal.throwIfAborted();
		const line = new Line(await placeFor(this.#world, source, model), this.#world);
		await line.check(signal);
		const tokens = source.kind === 'endpoint' ? null : this.#world.tokens();
		const contextTokens =
			source.kind === 'endpoint' ? null : ((await tokens?.open(source, signal)) ?? null);
		if (this.#order !== order) {
			tokens?.close();
			throw new AppError('student/closed', 'the student was closed or replaced by another');
		}
		const { origin } = line.place;
		const facts = { engine: 'remote', device: 'remote', origin, contextTokens } as const;
		this.#loaded = { line, tokens, facts: { ...facts, loadMs: this.#now() - began } };
		return factsOf(this.#loaded);
	}

	async *answer(
		prompts: readonly (readonly Message[])[],
		options: StudentOptions,
		signal: AbortSignal,
	): AsyncGenerator<StudentAnswer, void, void> {
		const { line } = this.#student();
		const { seeds, batch = line.place.lanes, ...one } = offered(options);
		signal.throwIfAborted();
		const leaving = new AbortController();
		const stop = AbortSignal.any([signal, leaving.signal]);
		const ready = new Channel<StudentAnswer>();
		const lane = async ([index, messages]: readonly [number, readonly Message[]]) => {
			const seed = seeds?.[index] ?? one.seed + index;
			const { text, tokens, finish } = await line.ask(messages, { ...one, seed }, stop);
			ready.push({ index, text, tokens, finish });
		};
		const began = this.#now();
		const lanes = Math.max(1, Math.min(batch, prompts.length));
		const asking = inLanes(prompts.entries(), lanes, lane, stop).finally(() => {
			ready.end();
		});
		// Thrown below, where it can be heard.
		asking.catch(() => undefined);
		let count = 0;
		try {
			for await (const answer of ready) {
				signal.throwIfAborted();
				count++;
				const answersPerMinute = (60_000 * count) / Math.max(1, this.#now() - began);
				this.#measured = { batch: lanes, answersPerMinute, decodeTokensPerSecond: null };
				yield answer;
			}
			signal.throwIfAborted();
			await asking;
		} finally {
			leaving.abort();
		}
	}

	async *chat(
		messages: readonly Message[],
		options: StudentOptions,
		signal: AbortSignal,
	): AsyncGenerator<string, void, void> {
		const { line } = this.#student();
		const began = this.#now();
		let firstMs: number | undefined;
		let end: ReplyEnd | undefined;
		signal.throwIfAborted();
		for await (const item of line.pieces(messages, offered(options), signal)) {
			if (typeof item === 'string') {
				firstMs ??= this.#now() - began;
				yield item;
			} else end = item;
		}
		this.#lastReply =
			end === undefined ? null : replyFacts(end, { firstMs, ms: this.#now() - began });
	}

	async promptIds(messages: readonly Message[]): Promise<readonly number[]> {
		return this.#tokens().promptIds(messages);
	}

	async countTokens(
		conversations: readonly (readonly Message[])[],
		signal: AbortSignal,
	): Promise<readonly number[]> {
		signal.throwIfAborted();
		return this.#tokens().countTokens(conversations, signal);
	}

	async greedyIds(
		_messages: readonly Message[],
		_maxTokens: number,
		signal: AbortSignal,
	): Promise<readonly number[]> {
		await Promise.resolve();
		signal.throwIfAborted();
		throw notTold(this.#student().line.place.origin);
	}

	/** By the text, its number of tokens and that of the prompt's, all of which the trainer tells. */
	async greedyDiffers(
		messages: readonly Message[],
		ids: readonly number[],
		signal: AbortSignal,
	): Promise<string | null> {
		const tokens = this.#tokens();
		const { line } = this.#student();
		const options = { temperature: 0, maxTokens: ids.length, seed: 0 };
		const reply = await line.ask(messages, options, signal);
		const read = (await tokens.promptIds(messages)).length;
		if (reply.promptTokens !== read)
			return `it should read ${read} tokens, it reads ${reply.promptTokens ?? 'a number it doesn’t tell'}`;
		// The one that ends a reply isn't counted.
		const wanted = reply.finish === 'stop' ? ids.length - 1 : ids.length;
		if (reply.tokens !== wanted)
			return `it should say ${wanted} tokens, it says ${reply.tokens ?? 'a number it doesn’t tell'}`;
		const text = await tokens.textOf(ids);
		return reply.text === text ? null : `it should say “${text}”, it says “${reply.text}”`;
	}

	close(): void {
		this.#loaded?.tokens?.close();
		this.#loaded = undefined;
		this.#order = undefined;
		this.#measured = null;
		this.#lastReply = null;
	}

	#student(): Loaded {
		if (this.#loaded !== undefined) return this.#loaded;
		throw new AppError('student/not-loaded', 'no student is loaded, or it was closed');
	}

	#tokens(): TokenReader {
		const { tokens, line } = this.#student();
		if (tokens !== null) return tokens;
		throw notTold(line.place.origin);
	}

	#now(): number {
		return (this.#world.now ?? (() => performance.now()))();
	}
}

function factsOf({ facts, line }: Loaded): LoadedStudent {
	return { ...facts, note: line.note };
}

/** Throws 'student/not-offered' for what no address tells in the same form. */
function offered(options: StudentOptions): StudentOptions {
	if (options.topLogprobs === undefined) return options;
	throw new AppError(
		'student/not-offered',
		'log-probabilities are told by engines of this device alone',
	);
}

function notTold(origin: string): AppError {
	return new AppError(
		'student/not-told',
		`${origin} sends text: which tokens it is made of isn’t known here`,
	);
}

/** By this page's clock, the way there and back included; null where the tokens aren't told. */
function replyFacts(
	{ finish, promptTokens, tokens }: ReplyEnd,
	{ firstMs, ms }: { readonly firstMs: number | undefined; readonly ms: number },
): ReplyFacts | null {
	if (promptTokens === null || tokens === null) return null;
	const rest = firstMs === undefined ? 0 : ms - firstMs;
	return {
		...{ promptTokens, tokens, finish, firstTokenMs: firstMs ?? ms, prefillPerSecond: null },
		decodePerSecond: tokens < 2 || rest <= 0 ? null : (1000 * (tokens - 1)) / rest,
		logprobs: null,
	};
}
