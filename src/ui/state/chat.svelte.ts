/** A chat with one loaded student, and with its teacher beside it. */
import { loadOrFetch } from '../../app/fetch-again.ts';
import { countReply, teacherRequest, turnsOf } from '../../app/chat.ts';
import type { LoadedStudent, ReplyFacts, StudentEngine } from '../../app/ports/student-engine.ts';
import type { StudentFiles } from '../../app/ports/student-files.ts';
import type { Teacher } from '../../app/ports/teacher.ts';
import type { Trainer } from '../../app/ports/trainer.ts';
import type { Student, StudentSource } from '../../core/student.ts';
import { Reply } from './chat-reply.svelte.ts';

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

export type ChatTurn = {
	readonly number: number;
	readonly asked: string;
	readonly student: Reply;
	/** null: asked without the teacher. */
	readonly teacher: Reply | null;
};

/** Who is asked beside the student. */
export type Beside = { readonly open: () => Promise<Teacher>; readonly model: string };
export type ChatOptions = {
	readonly temperature: number;
	readonly maxTokens: number;
	readonly seed: number;
	/** '' for none. */
	readonly system: string;
	/** Whether earlier turns are sent along. */
	readonly remembers: boolean;
	readonly beside: Beside | null;
};

/** Where the files of students lie, and may be had again. */
export type StudentPlaces = {
	readonly files: StudentFiles;
	readonly trainer: () => Promise<Trainer | undefined>;
};

export class Chat {
	#load = $state.raw<ChatLoad>({ kind: 'none' });
	#turns = $state.raw<readonly ChatTurn[]>([]);
	#isAsking = $state(false);
	#lastReply = $state.raw<ReplyFacts | null>(null);
	#stopping = new AbortController();
	#loading = new AbortController();
	readonly #engine: StudentEngine;
	readonly #places: StudentPlaces;

	/** The engine is the chat's own: `close` closes it. */
	constructor(engine: StudentEngine, places: StudentPlaces) {
		this.#engine = engine;
		this.#places = places;
	}

	get load(): ChatLoad {
		return this.#load;
	}
	get turns(): readonly ChatTurn[] {
		return this.#turns;
	}
	get isAsking(): boolean {
		return this.#isAsking;
	}

	/** How the student's last whole reply came about. */
	get lastReply(): ReplyFacts | null {
		return this.#lastReply;
	}

	/** Loads another student, of a run or from its files alone; the conversation with the one before ends. */
	async use(student: Student | StudentSource): Promise<void> {
		this.stop();
		this.#loading.abort();
		const loading = new AbortController();
		this.#loading = loading;
		this.#turns = [];
		this.#lastReply = null;
		const set = (load: ChatLoad) => {
			if (!loading.signal.aborted) this.#load = load;
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
		}
	}

	#open(
		student: Student | StudentSource,
		watch: Parameters<typeof loadOrFetch>[2],
	): Promise<LoadedStudent> {
		const engine = this.#engine;
		if ('id' in student) return loadOrFetch({ ...this.#places, engine }, student, watch);
		return engine.load(student, { device: 'auto', onBytes: watch.onBytes }, watch.signal);
	}

	/** Asks both at once; resolves when both have ended, however they did. */
	async ask(asked: string, options: ChatOptions): Promise<void> {
		const stopping = new AbortController();
		this.#stopping = stopping;
		const earlier = options.remembers ? this.#turns : [];
		const { beside } = options;
		const turn: ChatTurn = {
			number: this.#turns.length + 1,
			asked,
			student: new Reply(),
			teacher: beside === null ? null : new Reply(),
		};
		this.#turns = [...this.#turns, turn];
		this.#isAsking = true;
		const said = (who: 'student' | 'teacher') =>
			turnsOf(
				options.system,
				earlier.map((one) => ({ asked: one.asked, reply: one[who]?.kept ?? null })),
				asked,
			);
		const { signal } = stopping;
		await Promise.all([
			this.#askStudent(turn.student, said('student'), options, signal),
			beside === null
				? undefined
				: turn.teacher?.hear(async () => {
						const teacher = await beside.open();
						const numbers = { ...numbersOf(options), model: beside.model };
						return teacher.stream(teacherRequest(said('teacher'), numbers), signal);
					}, signal),
		]);
		if (this.#stopping === stopping) this.#isAsking = false;
	}

	async #askStudent(
		reply: Reply,
		turns: ReturnType<typeof turnsOf>,
		options: ChatOptions,
		signal: AbortSignal,
	): Promise<void> {
		await reply.hear(
			() => this.#engine.chat(turns, numbersOf(options), signal),
			signal,
			(text) => countReply(this.#engine, turns, text, signal),
		);
		this.#lastReply = this.#engine.lastReply;
		const { loaded } = this.#engine;
		// Another engine may have taken over where the first one failed.
		if (loaded !== null && this.#load.kind === 'ready')
			this.#load = { kind: 'ready', facts: loaded };
	}

	/** Ends the replies under way; what has come of them stays. */
	stop(): void {
		this.#stopping.abort();
		this.#isAsking = false;
	}

	clear(): void {
		this.stop();
		this.#turns = [];
	}

	close(): void {
		this.stop();
		this.#loading.abort();
		this.#engine.close();
	}
}

function numbersOf({ temperature, maxTokens, seed }: ChatOptions) {
	return { temperature, maxTokens, seed };
}
