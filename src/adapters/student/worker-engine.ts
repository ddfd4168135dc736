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
import { AppError, codeOf } from '../../core/error.ts';
import { placeOf, type AnswerSource } from '../../core/student.ts';
import { Answering, worthLines, type Answers } from './answering.ts';
import { HelperLines, type Helping } from './helper-lines.ts';
import { merged } from './merged.ts';
import { orAborted } from './or-aborted.ts';
import { Patience } from './patience.ts';
import { named, openLine, type LoadOrder, type StudentLine } from './student-line.ts';

/** What a fresh worker may put right. */
const REPLACEABLE = ['student/worker-died', 'student/step-failed', 'student/device-lost'];
/** One call for answers, and the student that it is for. */
type Call = {
	readonly answering: Answering;
	readonly order: LoadOrder | undefined;
	readonly helpers: HelperLines | undefined;
};

export class WorkerStudentEngine implements StudentEngine {
	readonly #makeWorker: () => Worker;
	readonly #helping: Helping;
	#order: LoadOrder | undefined;
	#line: StudentLine | undefined;
	#helpers: HelperLines | undefined;
	/** Best batches by device, by student: a run comes back to the same student often. */
	readonly #best = new Map<string, Map<string, number>>();
	/** The newest call for answers. */
	#answering: Answering | undefined;
	/** Of those before it. */
	#measured: MeasuredStudent | null = null;
	#lastReply: ReplyFacts | null = null;

	/** `makeWorker`: makes a worker that serves `StudentApi`; `helping`: whether several answer a pool. */
	constructor(makeWorker: () => Worker, helping: Helping = { helpers: 'none' }) {
		this.#makeWorker = makeWorker;
		this.#helping = helping;
	}

	get loaded(): LoadedStudent | null {
		return this.#line?.loaded ?? null;
	}

	get measured(): MeasuredStudent | null {
		return this.#answering?.measured ?? this.#measured;
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
		const helpers = new HelperLines(this.#makeWorker, source, this.#helping);
		this.#helpers = helpers;
		const line = await this.#open(signal);
		try {
			await helpers.loaded(line, signal);
		} catch (thrown) {
			if (this.#helpers === helpers) this.close();
			throw thrown;
		}
		return line.loaded;
	}

	/** Resolves when the workers that so many prompts are worth are there; one that can't be there is done without. */
	async open(prompts: number, options: StudentOptions, signal: AbortSignal): Promise<void> {
		const helpers = this.#helpers;
		if (helpers === undefined) return;
		const lines = this.#helpersFor(worthLines(prompts, options)).map((n) => helpers.line(n));
		await orAborted(Promise.allSettled(lines), signal);
	}

	async *answer(
		prompts: readonly (readonly Message[])[],
		options: StudentOptions,
		signal: AbortSignal,
	): AsyncGenerator<StudentAnswer, void, void> {
		let left = prompts.length;
		if (left === 0) return;
		const numbers = this.#helpersFor(worthLines(left, options));
		const best = this.#bestBatches();
		const answering = new Answering({ prompts, options, lines: numbers.length + 1, best });
		this.#measured = this.measured;
		this.#answering = answering;
		const call = { answering, order: this.#order, helpers: this.#helpers };
		const first = (stop: AbortSignal) => this.#answersOfFirst(call, stop);
		const beside = numbers.map(
			(number) => (stop: AbortSignal) => this.#answersOfHelper(number, call, stop),
		);
		const answers = beside.length === 0 ? first(signal) : merged([first, ...beside], signal);
		// A line waits for what another may give back: with the last answer all end.
		for await (const answer of answers) {
			signal.throwIfAborted();
			yield answer;
			if (--left === 0) return;
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
		this.#helpers?.close();
		this.#helpers = undefined;
		this.#line?.rpc.close();
		this.#line = undefined;
		this.#order = undefined;
		this.#answering = undefined;
		this.#measured = null;
		this.#lastReply = null;
	}

	#helpersFor(lines: number): readonly number[] {
		if (this.#line === undefined) return [];
		return this.#helpers?.numbers(this.#line, lines) ?? [];
	}

	#bestBatches(): Map<string, number> {
		const place = this.#order === undefined ? '' : placeOf(this.#order.source);
		const best = this.#best.get(place) ?? new Map<string, number>();
		this.#best.set(place, best);
		return best;
	}

	async *#answersOfFirst(call: Call, signal: AbortSignal): Answers {
		const patience = new Patience();
		const heard = () => {
			patience.restore();
		};
		for (;;) {
			try {
				const line = await this.#lineFor(signal);
				this.#mindOrder(call);
				yield* call.answering.by({ line, number: 0, heard }, signal);
			} catch (thrown) {
				this.#giveUpOrReplace(thrown, patience);
			}
		}
	}

	/** Ends, without an error, where the helper itself fails: the others answer what it gave back. */
	async *#answersOfHelper(number: number, call: Call, signal: AbortSignal): Answers {
		const { helpers, answering } = call;
		if (helpers === undefined) return;
		try {
			const line = await orAborted(helpers.line(number), signal);
			yield* answering.by({ line, number }, signal);
		} catch (thrown) {
			signal.throwIfAborted();
			this.#mindOrder(call);
			const cause = named(thrown);
			// Every line refuses it: the helper is none the worse.
			if (codeOf(cause) === 'student/not-offered') throw cause;
			helpers.lose(number);
			answering.leave();
		}
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

	/** Throws where it was closed, or another student loaded, meanwhile. */
	#mindOrder({ order }: Call): void {
		if (this.#order !== order)
			throw new AppError('student/closed', 'the student was closed or replaced by another');
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
}
