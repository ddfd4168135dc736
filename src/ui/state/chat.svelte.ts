/** A chat with one loaded student, and beside it with its teacher or with another student. */
import { teacherRequest, turnsOf, untilStop } from '../../app/chat.ts';
import type { StudentEngine } from '../../app/ports/student-engine.ts';
import type { Teacher } from '../../app/ports/teacher.ts';
import type { AnswerSource, Student } from '../../core/student.ts';
import { BlindTurn } from './blind-turn.svelte.ts';
import { Reply } from './chat-reply.svelte.ts';
import { PairScore } from './pair-score.svelte.ts';
import { PoolAdding } from './pool-adding.svelte.ts';
import {
	type ChatLoad,
	type SamplingNumbers,
	type SharedEngine,
	type StudentPlaces,
	StudentSeat,
	type Talk,
} from './student-seat.svelte.ts';

/** Who is asked beside the student. `id`: as a vote names it. */
export type Beside = { readonly id: string; readonly name: string } & (
	| { readonly kind: 'teacher'; readonly model: string; readonly open: () => Promise<Teacher> }
	| { readonly kind: 'student' }
);
export type ChatOptions = SamplingNumbers & {
	/** '' for none. */
	readonly system: string;
	/** Whether earlier turns are sent along. */
	readonly remembers: boolean;
	readonly beside: Beside | null;
	/** Whether nobody sees who is who before the vote; only with somebody beside. */
	readonly isBlind: boolean;
};

export type ChatTurn = {
	readonly number: number;
	readonly asked: string;
	readonly student: Reply;
	/** null: asked of the student alone. */
	readonly beside: {
		readonly kind: Beside['kind'];
		readonly id: string;
		readonly name: string;
		readonly reply: Reply;
	} | null;
	/** null: asked openly. */
	readonly blind: BlindTurn | null;
	/** How both were asked. */
	readonly numbers: SamplingNumbers;
	/** What the referee says of both replies. */
	readonly score: PairScore;
	/** What became of it as an instruction. */
	readonly adding: PoolAdding;
};

export class Chat {
	#turns = $state.raw<readonly ChatTurn[]>([]);
	#isAsking = $state(false);
	#second = $state.raw<StudentSeat | null>(null);
	#stopping = new AbortController();
	readonly #makeEngine: () => StudentEngine;
	readonly #places: StudentPlaces;
	readonly #first: SharedEngine;
	readonly #seat: StudentSeat;
	/** Of the second student, where it doesn't take turns with the first. */
	#own: SharedEngine | undefined;
	readonly #coin: () => boolean;

	/** The engines made are the chat's own: `close` closes them. `coin`: deals the sides of a blind question and who is asked first. */
	constructor(makeEngine: () => StudentEngine, places: StudentPlaces, coin = byCoin) {
		this.#makeEngine = makeEngine;
		this.#places = places;
		this.#coin = coin;
		this.#first = { engine: makeEngine(), holder: null };
		this.#seat = new StudentSeat(this.#first, places);
	}

	/** Loading for its turn would tell on which side it answers, so that it isn't told before the vote. */
	get load(): ChatLoad {
		const { load, lastFacts } = this.#seat;
		const isTold = load.kind !== 'loading' || !this.#isAsking || this.#turns.every(isOpen);
		return isTold || lastFacts === null ? load : { kind: 'ready', facts: lastFacts };
	}
	get isReady(): boolean {
		return this.#seat.isReady;
	}
	/** The student beside; null: there is none. */
	get second(): StudentSeat | null {
		return this.#second;
	}
	get turns(): readonly ChatTurn[] {
		return this.#turns;
	}
	get isAsking(): boolean {
		return this.#isAsking;
	}
	/** Of whose replies it may be told who gave them. */
	get openTurns(): readonly ChatTurn[] {
		return this.#turns.filter(isOpen);
	}

	/** Loads another student, of a run or from its files alone; the conversation with the one before ends. */
	async use(student: Student | AnswerSource): Promise<void> {
		this.clear();
		await this.#seat.use(student);
	}

	/** Nobody is loaded any more; the conversation ends. */
	release(): void {
		this.clear();
		this.#seat.release();
		this.#first.engine.close();
	}

	/** What the engines hold is free; each student is loaded again with the next question. The conversation stays. */
	rest(): void {
		this.stop();
		for (const shared of [this.#first, this.#own]) {
			shared?.engine.close();
			if (shared) shared.holder = null;
		}
	}

	/** Loads anew what is loaded, on the engine that is wanted now; the conversation ends. */
	async reload(student: Student | AnswerSource): Promise<void> {
		await this.use(student);
		if (this.#own !== undefined) await this.#second?.again();
	}

	/** A second student: on an engine of its own, or `isSharing` on the first one's, a question long. */
	async useBeside(student: Student | AnswerSource, isSharing: boolean): Promise<void> {
		this.leaveBeside();
		const shared = isSharing ? this.#first : { engine: this.#makeEngine(), holder: null };
		if (!isSharing) this.#own = shared;
		const seat = new StudentSeat(shared, this.#places);
		this.#second = seat;
		if (isSharing) seat.wait(student);
		else await seat.use(student);
	}

	/** What the second student took is free again. */
	leaveBeside(): void {
		this.stop();
		this.#second?.leave();
		this.#second = null;
		this.#own?.engine.close();
		this.#own = undefined;
	}

	/** Resolves when all have ended, however they did. */
	async ask(asked: string, options: ChatOptions): Promise<void> {
		const stopping = new AbortController();
		this.#stopping = stopping;
		const turn = this.#turnFor(asked, options);
		const earlier = options.remembers ? this.#turns : [];
		this.#turns = [...this.#turns, turn];
		this.#isAsking = true;
		const { signal } = stopping;
		const first = () => {
			const said = earlier.map(({ asked, student }) => ({ asked, reply: student.kept }));
			const talk = { system: options.system, earlier: said, asked };
			return this.#seat.ask(turn.student, talk, turn.numbers, signal);
		};
		const second = () => this.#askBeside(turn, earlier, options, signal);
		// Two students take turns: side by side each would slow the other, and its figures would not be its own.
		if (turn.beside?.kind !== 'student') await Promise.all([first(), second()]);
		// Left before right would be no secret: who is done is seen.
		else if (turn.blind !== null && this.#coin()) await first().then(second);
		else await second().then(first);
		if (this.#stopping === stopping) this.#isAsking = false;
	}

	#turnFor(asked: string, options: ChatOptions): ChatTurn {
		const { beside, isBlind, temperature, topP, maxTokens, seed, stop } = options;
		return {
			number: this.#turns.length + 1,
			asked,
			student: new Reply(),
			beside: beside && { kind: beside.kind, id: beside.id, name: beside.name, reply: new Reply() },
			blind: isBlind && beside !== null ? new BlindTurn(this.#coin()) : null,
			numbers: { temperature, topP, maxTokens, seed, stop },
			...{ score: new PairScore(), adding: new PoolAdding() },
		};
	}

	async #askBeside(
		{ asked, beside: place, numbers }: ChatTurn,
		earlier: readonly ChatTurn[],
		{ system, beside }: ChatOptions,
		signal: AbortSignal,
	): Promise<void> {
		if (place === null || beside === null) return;
		// What another one said there is none of its own.
		const said = earlier.flatMap((turn) =>
			turn.beside?.id === place.id ? [{ asked: turn.asked, reply: turn.beside.reply.kept }] : [],
		);
		const talk: Talk = { system, earlier: said, asked };
		if (beside.kind === 'student') await this.#second?.ask(place.reply, talk, numbers, signal);
		else await askTeacher(place.reply, talk, { ...numbers, beside, signal });
	}

	/** Ends the replies under way; what has come of them stays. */
	stop(): void {
		this.#stopping.abort();
		this.#isAsking = false;
	}

	clear(): void {
		this.stop();
		for (const { score } of this.#turns) score.stop();
		this.#turns = [];
	}

	close(): void {
		this.clear();
		this.leaveBeside();
		this.#seat.leave();
		this.#first.engine.close();
	}
}

async function askTeacher(
	reply: Reply,
	{ system, earlier, asked }: Talk,
	{
		stop,
		beside,
		signal,
		...numbers
	}: SamplingNumbers & {
		readonly beside: Extract<Beside, { kind: 'teacher' }>;
		readonly signal: AbortSignal;
	},
): Promise<void> {
	const request = teacherRequest(turnsOf(system, earlier, asked), {
		...numbers,
		model: beside.model,
	});
	reply.note({ turns: request.messages, leftOut: 0 });
	await reply.hear(async () => {
		const teacher = await beside.open();
		return untilStop(teacher.stream(request, signal), stop);
	}, signal);
}

/** Openly asked, or with a vote given: names are known. */
function isOpen({ blind }: ChatTurn): boolean {
	return blind === null || blind.vote !== null;
}

function byCoin(): boolean {
	return (crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) < 128;
}
