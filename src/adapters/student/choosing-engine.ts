/** The student on whichever engine the user set or, left to itself, does the task best on this device: says which and why. */
import type {
	LoadedStudent,
	MeasuredStudent,
	ReplyFacts,
	StudentAnswer,
	StudentEngine,
	StudentOptions,
} from '../../app/ports/student-engine.ts';
import type { Message } from '../../core/call.ts';
import { AppError, codeOf } from '../../core/error.ts';
import { placeOf, type AnswerSource } from '../../core/student.ts';
import { answersTo, compare, type Asked, type Compared, type Loaded } from './comparison.ts';
import {
	differenceWords,
	failureWords,
	isGivenUp,
	forWebLlmAlone,
	GPU_RUNS_IT,
	obstacleError,
	obstacleWords,
} from './engine-notes.ts';
import {
	deviceChoice,
	rivalsOf,
	untried,
	type Faster,
	type LoadOptions,
	type Order,
	type OrderHere,
	type Parts,
} from './engine-parts.ts';
import { EngineSeat } from './engine-seat.ts';

export class ChoosingStudentEngine implements StudentEngine {
	readonly #parts: Parts;
	readonly #seat: EngineSeat;
	/** Whether the engine is the page's choice, which may be changed for a better one. */
	#isOurs = false;
	/** What else runs this student, where nobody has measured which answers faster. */
	#rivals: readonly Compared[] = [];
	/** What answered fastest, by student: a run comes back to the same student often. */
	readonly #faster = new Map<string, Faster>();

	/** Why web-llm isn't taken for it in a chat again, by student: it failed the self-test. */
	readonly #refused = new Map<string, string>();

	constructor(parts: Parts) {
		this.#parts = parts;
		this.#seat = new EngineSeat(parts);
	}

	get loaded(): LoadedStudent | null {
		return this.#seat.facts;
	}

	get measured(): MeasuredStudent | null {
		return this.#seat.engine?.measured ?? null;
	}

	get lastReply(): ReplyFacts | null {
		return this.#seat.engine?.lastReply ?? null;
	}

	get greedyDiffers(): StudentEngine['greedyDiffers'] {
		const current = this.#seat.engine;
		return current?.greedyDiffers?.bind(current);
	}

	async load(
		source: AnswerSource,
		options: LoadOptions,
		signal: AbortSignal,
	): Promise<LoadedStudent> {
		this.close();
		if (source.kind === 'endpoint') return this.#loadEndpoint({ source, options }, signal);
		const order = { source, options };
		this.#seat.begin(order);
		const choice = options.device === 'auto' ? await this.#parts.choice() : deviceChoice(options);
		this.#seat.mind(order, signal);
		const because = 'You set this engine.';
		if (choice !== 'auto') return this.#seat.load(order, { choice, because, signal });
		this.#isOurs = true;
		return this.#loadBest(order, signal);
	}

	async *answer(
		prompts: readonly (readonly Message[])[],
		options: StudentOptions,
		signal: AbortSignal,
	): AsyncGenerator<StudentAnswer, void, void> {
		const open = new Set(prompts.keys());
		const asked = (): Asked => ({ prompts, options, places: [...open], signal });
		if (this.#rivals.length > 0)
			for (const answer of await this.#compared(asked())) {
				open.delete(answer.index);
				yield answer;
			}
		for (;;) {
			try {
				for await (const answer of answersTo(this.#loaded(), asked())) {
					open.delete(answer.index);
					yield answer;
				}
				return;
			} catch (thrown) {
				await this.#fallBack(thrown, signal);
			}
		}
	}

	async *chat(
		messages: readonly Message[],
		options: StudentOptions,
		signal: AbortSignal,
	): AsyncGenerator<string, void, void> {
		let begun = false;
		try {
			for await (const piece of this.#loaded().chat(messages, options, signal)) {
				begun = true;
				yield piece;
			}
		} catch (thrown) {
			if (begun) throw thrown;
			await this.#fallBack(thrown, signal);
			yield* this.#loaded().chat(messages, options, signal);
		}
	}

	promptIds(messages: readonly Message[]): Promise<readonly number[]> {
		const { signal } = new AbortController();
		return this.#asking((engine) => engine.promptIds(messages), signal);
	}

	countTokens(
		conversations: readonly (readonly Message[])[],
		signal: AbortSignal,
	): Promise<readonly number[]> {
		return this.#asking((engine) => engine.countTokens(conversations, signal), signal);
	}

	greedyIds(
		messages: readonly Message[],
		maxTokens: number,
		signal: AbortSignal,
	): Promise<readonly number[]> {
		return this.#asking((engine) => engine.greedyIds(messages, maxTokens, signal), signal);
	}

	close(): void {
		this.#seat.clear();
		this.#isOurs = false;
		this.#rivals = [];
	}

	async #asking<T>(ask: (engine: StudentEngine) => Promise<T>, signal: AbortSignal): Promise<T> {
		try {
			return await ask(this.#loaded());
		} catch (thrown) {
			await this.#fallBack(thrown, signal);
			return ask(this.#loaded());
		}
	}

	#loaded(): StudentEngine {
		if (this.#seat.engine !== undefined) return this.#seat.engine;
		throw new AppError('student/not-loaded', 'no student is loaded, or it was closed');
	}

	#loadEndpoint(order: Order, signal: AbortSignal): Promise<LoadedStudent> {
		this.#seat.begin(order);
		return this.#seat.load(order, { choice: 'trainer', because: null, signal });
	}

	/** Chat: web-llm wherever it runs the student; pools: the fastest, once all were measured. */
	async #loadBest(order: OrderHere, signal: AbortSignal): Promise<LoadedStudent> {
		const { task } = this.#parts;
		const obstacle = await this.#parts.obstacle(order.source);
		this.#seat.mind(order, signal);
		const refused = this.#refused.get(placeOf(order.source));
		if (task === 'chat' && obstacle === null && refused === undefined)
			return this.#loadWebLlm(order, GPU_RUNS_IT, signal);
		const faster = this.#faster.get(placeOf(order.source));
		if (task === 'pools' && faster !== undefined) return this.#loadFaster(order, faster, signal);
		const because = obstacle === null ? (refused ?? null) : obstacleWords(obstacle);
		const facts = await this.#loadTransformers(order, because, signal).catch((thrown: unknown) => {
			throw obstacle !== null && forWebLlmAlone(thrown) ? obstacleError(obstacle, thrown) : thrown;
		});
		if (task === 'pools') this.#rivals = rivalsOf(facts, this.#seat.bytes, obstacle === null);
		return facts;
	}

	#loadFaster(
		order: Order,
		{ choice, note: because }: Faster,
		signal: AbortSignal,
	): Promise<LoadedStudent> {
		return choice === 'web-llm'
			? this.#loadWebLlm(order, because, signal)
			: this.#seat.load(order, { choice, because, signal });
	}

	async #loadWebLlm(order: Order, because: string, signal: AbortSignal): Promise<LoadedStudent> {
		try {
			const facts = await this.#seat.load(order, { choice: 'web-llm', because, signal });
			const difference = await this.#seat.difference(order, signal);
			this.#seat.mind(order, signal);
			if (difference === null) return facts;
			throw new AppError('student/self-test-failed', differenceWords(difference));
		} catch (thrown) {
			if (signal.aborted || codeOf(thrown) === 'student/closed') throw thrown;
			this.#parts.webLlm.close();
			const note = failureWords(thrown);
			if (codeOf(thrown) === 'student/self-test-failed')
				this.#refused.set(placeOf(order.source), note);
			return this.#loadTransformers(order, note, signal).catch((other: unknown) => {
				throw forWebLlmAlone(other) ? thrown : other;
			});
		}
	}

	#loadTransformers(
		order: Order,
		because: string | null,
		signal: AbortSignal,
	): Promise<LoadedStudent> {
		return this.#seat.load(order, { choice: 'auto', because, signal });
	}

	/** The answers of the fastest engine, which is kept; of the others nothing. */
	async #compared(asked: Asked): Promise<readonly StudentAnswer[]> {
		const { order, facts, bytes, because } = this.#seat;
		const { transformers, now = () => performance.now() } = this.#parts;
		if (order === undefined || facts === null) return [];
		const choice = `transformers-${facts.device === 'wasm' ? 'wasm' : 'webgpu'}` as const;
		const rivals = this.#rivals.map((rival) => this.#seat.candidate(order, rival, asked.signal));
		const onFaster = (loaded: Loaded) => {
			// Broken off now, the comparison has this one left.
			this.#rivals = [];
			this.#seat.take(loaded, null);
		};
		const first = { choice, engine: transformers, facts };
		const found = await compare(first, rivals, asked, { now, onFaster });
		if (found === null) return [];
		this.#seat.mind(order, asked.signal);
		this.#rivals = [];
		const note = [found.note, ...untried(facts, bytes), because ?? ''].join(' ').trim();
		this.#faster.set(placeOf(order.source), { choice: found.choice, note });
		this.#seat.take(found, note);
		return found.answers;
	}

	/** transformers.js in place of a web-llm of our choice that keeps failing; else throws what was thrown. */
	async #fallBack(thrown: unknown, signal: AbortSignal): Promise<void> {
		const { order, engine } = this.#seat;
		const isWebLlm = this.#isOurs && engine === this.#parts.webLlm;
		if (order === undefined || !isWebLlm || !isGivenUp(thrown)) throw thrown;
		this.#parts.webLlm.close();
		const note = failureWords(thrown);
		this.#faster.set(placeOf(order.source), { choice: 'auto', note });
		await this.#loadTransformers(order, note, signal);
	}
}
