/** A student that gets a skill right once it has been trained on enough of it: the loop's effect without a model. */
import type {
	LoadedStudent,
	StudentAnswer,
	StudentEngine,
	StudentOptions,
} from '../../src/app/ports/student-engine.ts';
import type { Message } from '../../src/core/call.ts';
import { AppError } from '../../src/core/error.ts';
import { readTask } from '../../src/core/practice/world.ts';
import { stopIn } from '../../src/core/stop-text.ts';
import type { StudentSource } from '../../src/core/student.ts';

/** Rows of a skill that a student must have seen to solve it. */
const ENOUGH = 6;
const CONTEXT_TOKENS = 512;

const FACTS: LoadedStudent = {
	engine: 'transformers.js',
	device: 'wasm',
	note: null,
	contextTokens: CONTEXT_TOKENS,
	loadMs: 1,
};

/** What the fake trainer taught, by model: rows seen of each skill. */
export type Taught = Map<string, ReadonlyMap<string, number>>;

/** A token is four characters. */
const tokensOf = (text: string): readonly string[] => text.match(/[^]{1,4}/g) ?? [];
const idsOf = (messages: readonly Message[]): readonly number[] =>
	messages.flatMap(({ content }) => tokensOf(content).map((token) => token.length));

/** What it was asked; `away`: so often it can't be reached, from that many answers on. */
export type Heard = {
	readonly seeds: Map<string, number>;
	answers: number;
	away: { readonly from: number; times: number } | null;
	/** Where it answers, if not on this device. */
	origin?: string;
};

export class FakeStudentEngine implements StudentEngine {
	readonly #taught: Taught;
	/** undefined: none is loaded. */
	#loaded: ReadonlyMap<string, number> | undefined;
	#measured: StudentEngine['measured'] = null;

	readonly lastReply = null;
	readonly #heard: Heard;

	constructor(taught: Taught, heard: Heard = { seeds: new Map(), answers: 0, away: null }) {
		this.#taught = taught;
		this.#heard = heard;
	}

	get loaded(): LoadedStudent | null {
		return this.#loaded === undefined ? null : this.#facts;
	}

	get measured(): StudentEngine['measured'] {
		return this.#measured;
	}

	async load(
		source: StudentSource,
		{ onBytes }: Parameters<StudentEngine['load']>[1],
		signal: AbortSignal,
	): Promise<LoadedStudent> {
		this.close();
		await Promise.resolve();
		signal.throwIfAborted();
		this.#reach();
		const name = source.kind === 'remote' ? source.url : source.folder;
		if (source.kind === 'stored' && !this.#taught.has(name))
			throw new AppError('student/file-missing', `no folder ${name}`);
		onBytes?.(1, null);
		this.#loaded = this.#taught.get(name) ?? new Map();
		return this.#facts;
	}

	get #facts(): LoadedStudent {
		const { origin } = this.#heard;
		return origin === undefined ? FACTS : { ...FACTS, engine: 'remote', device: 'remote', origin };
	}

	async *answer(
		prompts: readonly (readonly Message[])[],
		options: StudentOptions,
		signal: AbortSignal,
	): AsyncGenerator<StudentAnswer> {
		const { seeds, seed } = options;
		for (const [index, messages] of prompts.entries()) {
			await Promise.resolve();
			signal.throwIfAborted();
			this.#reach();
			const text = messages.at(-1)?.content ?? '';
			this.#heard.seeds.set(text, seeds?.[index] ?? seed);
			this.#heard.answers++;
			this.#measured = {
				batch: options.batch ?? 4,
				answersPerMinute: 1000,
				decodeTokensPerSecond: 250,
			};
			yield { index, ...this.#reply(messages, options, seeds?.[index] ?? seed + index) };
		}
		signal.throwIfAborted();
	}

	#reply(
		messages: readonly Message[],
		options: StudentOptions,
		seed: number,
	): Omit<StudentAnswer, 'index'> {
		const said = this.#said(messages, options, seed);
		const whole = tokensOf(said.slice(0, stopIn(said, options.stop ?? [])));
		const tokens = whole.slice(
			0,
			Math.max(0, Math.min(options.maxTokens, CONTEXT_TOKENS - idsOf(messages).length)),
		);
		const finish = tokens.length < whole.length ? 'length' : 'stop';
		return { text: tokens.join(''), tokens: tokens.length, finish };
	}

	#said(
		messages: readonly Message[],
		{ temperature, topP = 1 }: StudentOptions,
		seed: number,
	): string {
		const seen = this.#student();
		const task = readTask(messages.at(-1)?.content ?? '');
		if (task !== undefined && (seen.get(task.skill) ?? 0) >= ENOUGH) return task.answer;
		// Next to nothing of all probability is the likeliest's alone.
		return temperature > 0 && topP > 0.01 ? `no idea ${seed}` : 'no idea';
	}

	#reach(): void {
		const { away, answers } = this.#heard;
		if (away === null || answers < away.from || away.times === 0) return;
		away.times--;
		throw new AppError('student/unreachable', 'nobody answers');
	}

	#student(): ReadonlyMap<string, number> {
		if (this.#loaded === undefined) throw new AppError('student/not-loaded', 'none is loaded');
		return this.#loaded;
	}

	async *chat(
		messages: readonly Message[],
		options: StudentOptions,
		signal: AbortSignal,
	): AsyncGenerator<string> {
		const { length } = await this.promptIds(messages);
		if (length >= CONTEXT_TOKENS)
			throw new AppError('student/prompt-too-long', `the prompt has ${length} tokens`);
		for (const word of this.#reply(messages, options, options.seed).text.split(/(?<= )/)) {
			signal.throwIfAborted();
			yield word;
		}
		signal.throwIfAborted();
	}

	async promptIds(messages: readonly Message[]): Promise<readonly number[]> {
		await Promise.resolve();
		this.#student();
		return idsOf(messages);
	}

	async countTokens(
		conversations: readonly (readonly Message[])[],
		signal: AbortSignal,
	): Promise<readonly number[]> {
		await Promise.resolve();
		signal.throwIfAborted();
		this.#student();
		return conversations.map((turns) => idsOf(turns).length);
	}

	async greedyIds(
		_messages: readonly Message[],
		_maxTokens: number,
		signal: AbortSignal,
	): Promise<readonly number[]> {
		await Promise.resolve();
		signal.throwIfAborted();
		this.#student();
		return [1];
	}

	close(): void {
		this.#loaded = undefined;
		this.#measured = null;
	}
}
