/** The student on whichever engine the user set or, left to itself, does the task best on this device: says which and why. */
import type { EngineChoice, EngineTask } from '../../app/engine-choice.ts';
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
import { placeOf, type AnswerSource, type StudentSource } from '../../core/student.ts';
import type { WebLlmObstacle } from '../web-llm/obstacle.ts';
import { answersTo, compare, type Asked } from './comparison.ts';
import {
	failureWords,
	isGivenUp,
	forWebLlmAlone,
	GPU_RUNS_IT,
	joined,
	obstacleError,
	obstacleWords,
} from './engine-notes.ts';
import { deviceChoice, DEVICES, ENGINES } from './engine-parts.ts';

type Parts = {
	readonly task: EngineTask;
	/** What the user wants for the task. */
	readonly choice: () => Promise<EngineChoice>;
	readonly transformers: StudentEngine;
	readonly webLlm: StudentEngine;
	/** Answers elsewhere, of which this page chooses nothing by itself. */
	readonly remote: StudentEngine;
	/** Why web-llm doesn't run the student here; null: it does. */
	readonly obstacle: (source: StudentSource) => Promise<WebLlmObstacle | null>;
	/** A steady clock, ms; default the browser's. */
	readonly now?: () => number;
};
type LoadOptions = Parameters<StudentEngine['load']>[1];
type Order = { readonly source: AnswerSource; readonly options: LoadOptions };
/** Of a student that this device can load. */
type OrderHere = Order & { readonly source: StudentSource };
type Loading = {
	readonly choice: EngineChoice;
	/** Why this engine, in a sentence. */
	readonly because: string | null;
	readonly signal: AbortSignal;
};
type Faster = { readonly engine: LoadedStudent['engine']; readonly note: string };

export class ChoosingStudentEngine implements StudentEngine {
	readonly #parts: Parts;
	#current: StudentEngine | undefined;
	/** Of the current one, with our reasons. */
	#facts: LoadedStudent | null = null;
	/** Why this one, in a sentence. */
	#because: string | null = null;
	#order: Order | undefined;
	/** Whether the engine is the page's choice, which may be changed for a better one. */
	#isOurs = false;
	/** Whether both engines run this student, and nobody has measured which answers faster. */
	#isOpen = false;
	/** Which one answered faster, by student: a run comes back to the same student often. */
	readonly #faster = new Map<string, Faster>();

	constructor(parts: Parts) {
		this.#parts = parts;
	}

	get loaded(): LoadedStudent | null {
		const { remote } = this.#parts;
		// What an endpoint refuses, or calls itself, is learnt as it answers.
		const now = this.#current === remote ? remote.loaded : null;
		return now === null ? this.#facts : { ...now, note: joined(this.#because, now.note) };
	}

	get measured(): MeasuredStudent | null {
		return this.#current?.measured ?? null;
	}

	get lastReply(): ReplyFacts | null {
		return this.#current?.lastReply ?? null;
	}

	get greedyDiffers(): StudentEngine['greedyDiffers'] {
		const current = this.#current;
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
		this.#order = order;
		const choice = options.device === 'auto' ? await this.#parts.choice() : deviceChoice(options);
		this.#mindOrder(order, signal);
		const because = 'You set this engine.';
		if (choice !== 'auto') return this.#loadOn(order, { choice, because, signal });
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
		if (this.#isOpen)
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
		this.#parts.transformers.close();
		this.#parts.webLlm.close();
		this.#parts.remote.close();
		this.#current = undefined;
		this.#order = undefined;
		this.#facts = null;
		this.#isOurs = false;
		this.#isOpen = false;
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
		if (this.#current !== undefined) return this.#current;
		throw new AppError('student/not-loaded', 'no student is loaded, or it was closed');
	}

	#loadEndpoint(order: Order, signal: AbortSignal): Promise<LoadedStudent> {
		this.#order = order;
		return this.#loadOn(order, { choice: 'trainer', because: null, signal });
	}

	/** Chat: web-llm wherever it runs the student; pools: the faster one, once both were measured. */
	async #loadBest(order: OrderHere, signal: AbortSignal): Promise<LoadedStudent> {
		const obstacle = await this.#parts.obstacle(order.source);
		this.#mindOrder(order, signal);
		if (obstacle !== null)
			return this.#loadTransformers(order, obstacleWords(obstacle), signal).catch(
				(thrown: unknown) => {
					throw forWebLlmAlone(thrown) ? obstacleError(obstacle, thrown) : thrown;
				},
			);
		const faster = this.#faster.get(placeOf(order.source));
		if (faster?.engine === 'web-llm') return this.#loadWebLlm(order, faster.note, signal);
		if (this.#parts.task === 'chat') return this.#loadWebLlm(order, GPU_RUNS_IT, signal);
		const facts = await this.#loadTransformers(order, faster?.note ?? null, signal);
		this.#isOpen = faster === undefined;
		return facts;
	}

	async #loadWebLlm(order: Order, because: string, signal: AbortSignal): Promise<LoadedStudent> {
		try {
			return await this.#loadOn(order, { choice: 'web-llm', because, signal });
		} catch (thrown) {
			if (signal.aborted || codeOf(thrown) === 'student/closed') throw thrown;
			return this.#loadTransformers(order, failureWords(thrown), signal).catch((other: unknown) => {
				throw forWebLlmAlone(other) ? thrown : other;
			});
		}
	}

	#loadTransformers(
		order: Order,
		because: string | null,
		signal: AbortSignal,
	): Promise<LoadedStudent> {
		return this.#loadOn(order, { choice: 'auto', because, signal });
	}

	/** `choice` 'auto': transformers.js on the device that suits it. */
	async #loadOn(order: Order, { choice, because, signal }: Loading): Promise<LoadedStudent> {
		const engine = this.#parts[ENGINES[choice]];
		const options = { ...order.options, device: DEVICES[choice] };
		const facts = await engine.load(order.source, options, signal);
		this.#mindOrder(order, signal);
		this.#current = engine;
		this.#because = because;
		this.#facts = { ...facts, note: joined(because, facts.note) };
		return this.#facts;
	}

	/** The answers of the faster engine, which is kept; of the slower one nothing. */
	async #compared(asked: Asked): Promise<readonly StudentAnswer[]> {
		const order = this.#order;
		const { transformers, webLlm, now = () => performance.now() } = this.#parts;
		if (order === undefined) return [];
		let facts = this.#facts;
		const load = async () => {
			facts = await webLlm.load(order.source, { ...order.options, device: 'webgpu' }, asked.signal);
		};
		const found = await compare({ transformers, webLlm, now }, load, asked);
		if (found === null) return [];
		this.#mindOrder(order, asked.signal);
		this.#isOpen = false;
		this.#faster.set(placeOf(order.source), { engine: found.engine, note: found.note });
		const isWebLlm = found.engine === 'web-llm';
		if (isWebLlm) this.#current = webLlm;
		else facts = this.#facts;
		if (facts !== null) this.#facts = { ...facts, note: found.note };
		(isWebLlm ? transformers : webLlm).close();
		return found.answers;
	}

	/** transformers.js in place of a web-llm of our choice that keeps failing; else throws what was thrown. */
	async #fallBack(thrown: unknown, signal: AbortSignal): Promise<void> {
		const order = this.#order;
		const isWebLlm = this.#isOurs && this.#current === this.#parts.webLlm;
		if (order === undefined || !isWebLlm || !isGivenUp(thrown)) throw thrown;
		this.#parts.webLlm.close();
		const note = failureWords(thrown);
		this.#faster.set(placeOf(order.source), { engine: 'transformers.js', note });
		await this.#loadTransformers(order, note, signal);
	}

	/** Throws where it was closed, or another student loaded, meanwhile. */
	#mindOrder(order: Order, signal: AbortSignal): void {
		signal.throwIfAborted();
		if (this.#order !== order)
			throw new AppError('student/closed', 'the student was closed or replaced by another');
	}
}
