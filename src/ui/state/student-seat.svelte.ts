/** One student of the chat: loaded, asked, and loaded again where another one took the engine meanwhile. */
import { countReply, fittingTurns, type Said } from '../../app/chat.ts';
import { loadOrFetch } from '../../app/fetch-again.ts';
import type { LoadedStudent, StudentEngine } from '../../app/ports/student-engine.ts';
import type { StudentFiles } from '../../app/ports/student-files.ts';
import type { Trainer } from '../../app/ports/trainer.ts';
import { AppError } from '../../core/error.ts';
import type { AnswerSource, Student } from '../../core/student.ts';
import type { Reply, ReplyCount, ReplyState } from './chat-reply.svelte.ts';

export type ChatLoad =
	| { readonly kind: 'none' }
	| {
			readonly kind: 'loading';
			/** 'trainer': its files are not in this browser, and come once more. */
			readonly from: 'here' | 'trainer';
			readonly done: number;
			readonly total: number | null;
	  }
	| { readonly kind: 'ready'; readonly facts: LoadedStudent }
	| { readonly kind: 'failed'; readonly error: unknown };

/** Where the files of students lie, and may be had again. */
export type StudentPlaces = {
	readonly files: StudentFiles;
	readonly trainer: () => Promise<Trainer | undefined>;
};

/** An engine, and who has a student loaded in it. */
export type SharedEngine = { readonly engine: StudentEngine; holder: StudentSeat | null };

export type Talk = {
	readonly system: string;
	readonly earlier: readonly Said[];
	readonly asked: string;
};
/** How replies are drawn, and where they end. */
export type SamplingNumbers = {
	readonly temperature: number;
	readonly topP: number;
	readonly maxTokens: number;
	readonly seed: number;
	readonly stop: readonly string[];
};

export class StudentSeat {
	#load = $state.raw<ChatLoad>({ kind: 'none' });
	#lastFacts = $state.raw<LoadedStudent | null>(null);
	#student: Student | AnswerSource | undefined;
	#loading = new AbortController();
	readonly #shared: SharedEngine;
	readonly #places: StudentPlaces;

	constructor(shared: SharedEngine, places: StudentPlaces) {
		this.#shared = shared;
		this.#places = places;
	}

	get load(): ChatLoad {
		return this.#load;
	}
	get isReady(): boolean {
		return this.#load.kind === 'ready';
	}
	/** Of when it was loaded last, whatever became of it; null: it never was. */
	get lastFacts(): LoadedStudent | null {
		return this.#lastFacts;
	}

	/** Loads it; never rejects: a failure is told by `load`. */
	async use(student: Student | AnswerSource): Promise<void> {
		this.#student = student;
		this.#lastFacts = null;
		await this.#fill(student);
	}

	/** Loads it anew, where it was loaded: another engine may be wanted. */
	async again(): Promise<void> {
		if (this.#load.kind !== 'none' && this.#student !== undefined) await this.use(this.#student);
	}

	/** Loads it with the first question: the engine is somebody else's until then. */
	wait(student: Student | AnswerSource): void {
		this.#student = student;
	}

	/** Asks, following the reply; never rejects. */
	async ask(
		reply: Reply,
		talk: Talk,
		numbers: SamplingNumbers,
		signal: AbortSignal,
	): Promise<void> {
		const { engine } = this.#shared;
		let loading: AbortController | undefined;
		await reply.hear(
			async () => {
				const { contextTokens } = await this.#taken(signal);
				loading = this.#loading;
				const sent = await fittingTurns(engine, talk, { contextTokens, ...numbers });
				reply.note(sent);
				return engine.chat(sent.turns, numbers, signal);
			},
			signal,
			async (text) => {
				const counted = await countReply(engine, reply.sent, text, signal);
				if (counted === null) return null;
				return { ...counted, facts: engine.lastReply, ranOn: placeOf(engine.loaded) };
			},
		);
		if (loading === this.#loading && this.#shared.holder === this) this.#settle(reply.state);
	}

	/** A worker in a dead one's place has loaded the student anew, or failed to; another engine may have taken over. */
	#settle(reply: ReplyState): void {
		const { loaded } = this.#shared.engine;
		if (loaded !== null) {
			this.#load = { kind: 'ready', facts: loaded };
			return;
		}
		this.#shared.holder = null;
		this.#load = reply.kind === 'failed' ? reply : { kind: 'none' };
	}

	/** Ends a loading that is under way. */
	leave(): void {
		this.#loading.abort();
		if (this.#shared.holder === this) this.#shared.holder = null;
	}

	/** Nobody sits here any more. */
	release(): void {
		this.leave();
		this.#student = undefined;
		this.#lastFacts = null;
		this.#load = { kind: 'none' };
	}

	/** The student's facts, once the engine holds it. */
	async #taken(signal: AbortSignal): Promise<LoadedStudent> {
		const student = this.#student;
		if (this.#shared.holder !== this && student !== undefined) await this.#fill(student);
		signal.throwIfAborted();
		if (this.#load.kind === 'ready') return this.#load.facts;
		if (this.#load.kind === 'failed') throw this.#load.error;
		throw new AppError('student/not-loaded', 'expected a loaded student, it is still on its way');
	}

	async #fill(student: Student | AnswerSource): Promise<void> {
		this.#loading.abort();
		const loading = new AbortController();
		this.#loading = loading;
		this.#shared.holder = this;
		const set = (load: ChatLoad) => {
			if (loading.signal.aborted) return;
			this.#load = load;
			if (load.kind === 'ready') this.#lastFacts = load.facts;
		};
		let from: 'here' | 'trainer' = 'here';
		const onBytes = (done: number, total: number | null) => {
			set({ kind: 'loading', from, done, total });
		};
		const onFetch = () => {
			from = 'trainer';
			onBytes(0, null);
		};
		onBytes(0, null);
		try {
			const watch = { onBytes, onFetch, signal: loading.signal };
			set({ kind: 'ready', facts: await this.#open(student, watch) });
		} catch (error) {
			set({ kind: 'failed', error });
			if (!loading.signal.aborted && this.#shared.holder === this) this.#shared.holder = null;
		}
	}

	#open(
		student: Student | AnswerSource,
		watch: Parameters<typeof loadOrFetch>[2],
	): Promise<LoadedStudent> {
		const { engine } = this.#shared;
		if ('id' in student) return loadOrFetch({ ...this.#places, engine }, student, watch);
		return engine.load(student, { device: 'auto', onBytes: watch.onBytes }, watch.signal);
	}
}

function placeOf(loaded: LoadedStudent | null): ReplyCount['ranOn'] {
	if (loaded === null) return null;
	const { engine, device, origin } = loaded;
	return { engine, device, ...(origin === undefined ? {} : { origin }) };
}
