/** A student that answers on this device from a worker; one that died or lost its GPU is replaced. */
import type {
	LoadedStudent,
	MeasuredStudent,
	ReplyFacts,
	StudentAnswer,
	StudentEngine,
	StudentOptions,
} from '../../app/ports/student-engine.ts';
import type { Message } from '../../core/call.ts';
import { AppError, codeOf, messageOf } from '../../core/error.ts';
import { placeOf, type AnswerSource } from '../../core/student.ts';
import { named, openLine, type LoadOrder, type StudentLine } from './student-line.ts';

/** What a fresh worker may put right. */
const REPLACEABLE = ['student/worker-died', 'student/step-failed', 'student/device-lost'];
const REPLACEMENTS_IN_A_ROW = 2;

export class WorkerStudentEngine implements StudentEngine {
	readonly #makeWorker: () => Worker;
	#order: LoadOrder | undefined;
	#line: StudentLine | undefined;
	/** Best batches by student and device: a run comes back to the same student often. */
	readonly #batches = new Map<string, number>();
	#measured: MeasuredStudent | null = null;
	#lastReply: ReplyFacts | null = null;

	/** `makeWorker`: makes a worker that serves `StudentApi`. */
	constructor(makeWorker: () => Worker) {
		this.#makeWorker = makeWorker;
	}

	get loaded(): LoadedStudent | null {
		return this.#line?.loaded ?? null;
	}

	get measured(): MeasuredStudent | null {
		return this.#measured;
	}

	get lastReply(): ReplyFacts | null {
		return this.#lastReply;
	}

	async load(
		source: AnswerSource,
		{ device, onBytes }: Parameters<StudentEngine['load']>[1],
		signal: AbortSignal,
	): Promise<LoadedStudent> {
		this.close();
		if (source.kind === 'endpoint')
			throw new AppError('student/no-files', 'its endpoint answers: there is nothing to load here');
		this.#order = { source, device, ...(onBytes === undefined ? {} : { onBytes }) };
		const { loaded } = await this.#open(signal);
		return loaded;
	}

	async *answer(
		prompts: readonly (readonly Message[])[],
		options: StudentOptions,
		signal: AbortSignal,
	): AsyncGenerator<StudentAnswer, void, void> {
		const open = new Map(prompts.map((messages, index) => [index, messages]));
		const patience = new Patience();
		while (open.size > 0) {
			try {
				const line = await this.#lineFor(signal);
				const asked = [...open].map(([index, messages]) => ({ index, messages }));
				const batch = options.batch ?? this.#batches.get(this.#key(line)) ?? null;
				const stream = line.rpc.stream('answer', { prompts: asked, options, batch }, signal);
				for await (const { answers, measured } of stream) {
					patience.restore();
					if (measured !== null) this.#keep(line, measured, options.batch !== undefined);
					for (const answer of answers) {
						signal.throwIfAborted();
						open.delete(answer.index);
						yield answer;
					}
				}
			} catch (thrown) {
				this.#giveUpOrReplace(thrown, patience);
			}
		}
	}

	async *chat(
		messages: readonly Message[],
		options: StudentOptions,
		signal: AbortSignal,
	): AsyncGenerator<string, void, void> {
		const patience = new Patience();
		let begun = false;
		for (;;) {
			try {
				const { rpc } = await this.#lineFor(signal);
				for await (const item of rpc.stream('chat', { messages, options }, signal)) {
					begun = true;
					if (typeof item === 'string') yield item;
					else this.#lastReply = item;
				}
				return;
			} catch (thrown) {
				this.#giveUpOrReplace(thrown, patience);
				// Half a reply is on the page already: another device may go on differently.
				if (begun) throw named(thrown);
			}
		}
	}

	promptIds(messages: readonly Message[]): Promise<readonly number[]> {
		return this.#asking(new AbortController().signal, ({ rpc }) => rpc.call('promptIds', messages));
	}

	countTokens(
		conversations: readonly (readonly Message[])[],
		signal: AbortSignal,
	): Promise<readonly number[]> {
		return this.#asking(signal, ({ rpc }) => rpc.call('countTokens', conversations, { signal }));
	}

	greedyIds(
		messages: readonly Message[],
		maxTokens: number,
		signal: AbortSignal,
	): Promise<readonly number[]> {
		return this.#asking(signal, ({ rpc }) =>
			rpc.call('greedyIds', { messages, maxTokens }, { signal }),
		);
	}

	close(): void {
		this.#line?.rpc.close();
		this.#line = undefined;
		this.#order = undefined;
		this.#measured = null;
		this.#lastReply = null;
	}

	async #asking<T>(signal: AbortSignal, ask: (line: StudentLine) => Promise<T>): Promise<T> {
		const patience = new Patience();
		for (;;) {
			try {
				return await ask(await this.#lineFor(signal));
			} catch (thrown) {
				this.#giveUpOrReplace(thrown, patience);
			}
		}
	}

	/** The line, opened again where the last one was given up. */
	async #lineFor(signal: AbortSignal): Promise<StudentLine> {
		return this.#line ?? this.#open(signal);
	}

	async #open(signal: AbortSignal): Promise<StudentLine> {
		const order = this.#order;
		if (order === undefined)
			throw new AppError('student/not-loaded', 'no student is loaded, or it was closed');
		const line = await openLine(this.#makeWorker, order, signal);
		if (this.#order !== order) {
			line.rpc.close();
			throw new AppError('student/closed', 'another student was loaded meanwhile');
		}
		this.#line = line;
		return line;
	}

	/** Throws what no replacement helps against, and 'student/keeps-failing' when patience is at its end. */
	#giveUpOrReplace(thrown: unknown, patience: Patience): void {
		const cause = named(thrown);
		if (!REPLACEABLE.includes(codeOf(cause))) throw cause;
		this.#line?.rpc.close();
		this.#line = undefined;
		patience.lose(cause);
	}

	#keep(line: StudentLine, measured: MeasuredStudent, isGiven: boolean): void {
		this.#measured = measured;
		// A batch that was asked for isn't the best one.
		if (!isGiven) this.#batches.set(this.#key(line), measured.batch);
	}

	#key({ loaded }: StudentLine): string {
		const source = this.#order?.source;
		return `${loaded.device} ${source === undefined ? '' : placeOf(source)}`;
	}
}

/** Bounds the replacements that bring nothing. */
class Patience {
	#left = REPLACEMENTS_IN_A_ROW;
	restore(): void {
		this.#left = REPLACEMENTS_IN_A_ROW;
	}
	lose(cause: unknown): void {
		if (this.#left-- > 0) return;
		const often = `${String(REPLACEMENTS_IN_A_ROW + 1)} workers in a row failed without an answer`;
		throw new AppError('student/keeps-failing', `${often}; the last: ${messageOf(cause)}`, {
			cause,
		});
	}
}
