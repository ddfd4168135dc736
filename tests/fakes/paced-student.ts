/** A student engine that takes a set time for each answer, by a clock of the test's, and fails when it is told to. */
import type {
	LoadedStudent,
	MeasuredStudent,
	StudentAnswer,
	StudentEngine,
	StudentOptions,
} from '../../src/app/ports/student-engine.ts';
import type { Message } from '../../src/core/call.ts';
import { AppError } from '../../src/core/error.ts';

/** Shared by the engines of a test. */
export type TestClock = { ms: number };

export class PacedStudentEngine implements StudentEngine {
	readonly lastReply = null;
	/** What was loaded and closed, in order. */
	readonly told: string[] = [];
	/** Indices of this engine's answers, as it was asked. */
	readonly seeds: number[] = [];
	loaded: LoadedStudent | null = null;
	measured: MeasuredStudent | null = null;
	/** Thrown by the next work of its kind, once. */
	loadFailure: AppError | undefined;
	failure: AppError | undefined;
	/** What it takes where it is left to itself. */
	device: 'wasm' | 'webgpu' = 'wasm';
	/** Read at a load. */
	bytes = 1;
	/** Of its greedy replies. */
	greedy: readonly number[] = [7, 3];
	readonly #name: LoadedStudent['engine'];
	msPerAnswer: number;
	readonly #clock: TestClock;

	constructor(name: LoadedStudent['engine'], msPerAnswer: number, clock: TestClock) {
		this.#name = name;
		this.msPerAnswer = msPerAnswer;
		this.#clock = clock;
	}

	async load(
		...[source, options, signal]: Parameters<StudentEngine['load']>
	): Promise<LoadedStudent> {
		await Promise.resolve();
		signal.throwIfAborted();
		const { device: wanted, model } = options;
		this.told.push(`load ${source.kind}${model === undefined ? '' : ` ${model}`} on ${wanted}`);
		const { loadFailure } = this;
		this.loadFailure = undefined;
		if (loadFailure !== undefined) throw loadFailure;
		const device = options.device === 'auto' ? this.device : options.device;
		options.onBytes?.(this.bytes, this.bytes);
		return (this.loaded = {
			engine: this.#name,
			device,
			note: null,
			contextTokens: 512,
			loadMs: 1,
		});
	}

	async *answer(
		prompts: readonly (readonly Message[])[],
		options: StudentOptions,
		signal: AbortSignal,
	): AsyncGenerator<StudentAnswer, void, void> {
		this.#mustBeLoaded();
		for (const index of prompts.keys()) {
			await Promise.resolve();
			signal.throwIfAborted();
			this.#failIfTold();
			this.#clock.ms += this.msPerAnswer;
			this.seeds.push(options.seeds?.[index] ?? NaN);
			this.measured = { batch: 1, answersPerMinute: 60_000 / this.msPerAnswer };
			yield { index, text: this.#name, tokens: 1, finish: 'stop' };
		}
	}

	async *chat(): AsyncGenerator<string, void, void> {
		await Promise.resolve();
		this.#mustBeLoaded();
		this.#failIfTold();
		yield this.#name;
	}

	async promptIds(messages: readonly Message[]): Promise<readonly number[]> {
		await Promise.resolve();
		this.#failIfTold();
		return messages.map(({ content }) => content.length);
	}

	async countTokens(conversations: readonly (readonly Message[])[]): Promise<readonly number[]> {
		await Promise.resolve();
		this.#failIfTold();
		return conversations.map(() => 1);
	}

	async greedyIds(): Promise<readonly number[]> {
		await Promise.resolve();
		this.#failIfTold();
		return this.greedy;
	}

	close(): void {
		if (this.loaded !== null) this.told.push('close');
		this.loaded = null;
		this.measured = null;
	}

	#mustBeLoaded(): void {
		if (this.loaded === null) throw new AppError('student/not-loaded', 'none is loaded');
	}

	#failIfTold(): void {
		const { failure } = this;
		this.failure = undefined;
		if (failure !== undefined) throw failure;
	}
}
