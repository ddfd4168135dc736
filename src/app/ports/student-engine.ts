/** A student that answers, on this device or elsewhere: loaded, asked, measured. */
import type { Message } from '../../core/call.ts';
import type {
	AnswerSource,
	AnsweringDevice,
	StudentDevice,
	StudentEngineName,
} from '../../core/student.ts';

export type LoadedStudent = {
	readonly engine: StudentEngineName;
	readonly device: AnsweringDevice;
	/** Where its answers are computed, e.g. http://127.0.0.1:8000; absent: on this device. */
	readonly origin?: string;
	/** Why it isn't the engine or device that one would expect, in a sentence or more; null when it is. */
	readonly note: string | null;
	/** Of prompt and answer together; null where an endpoint doesn't tell. */
	readonly contextTokens: number | null;
	readonly loadMs: number;
};

export type StudentAnswer = {
	/** Place in the list of prompts. */
	readonly index: number;
	readonly text: string;
	/** null where an endpoint doesn't tell. */
	readonly tokens: number | null;
	readonly finish: 'stop' | 'length';
};

export type StudentOptions = {
	readonly temperature: number;
	readonly maxTokens: number;
	readonly seed: number;
	/** One for each prompt, in place of `seed`: sampled answers then don't depend on what else is asked. */
	readonly seeds?: readonly number[];
	/** Prompts that are answered at once; default: as many as are measured to be best. */
	readonly batch?: number;
	/** Above 0, at most 1 (default): draws from the likeliest tokens that together have this probability. */
	readonly topP?: number;
	/** Texts that end a reply and are no part of it; default none. */
	readonly stop?: readonly string[];
	/** A JSON schema that the reply keeps to; default none. */
	readonly schema?: Readonly<Record<string, unknown>>;
	/** How many of the likeliest tokens are told of each place, 1–5; default: none is told. */
	readonly topLogprobs?: number;
};

type TokenLogprob = {
	readonly token: string;
	/** Natural logarithm of its probability. */
	readonly logprob: number;
	readonly top: readonly { readonly token: string; readonly logprob: number }[];
};

/** How a reply came about. */
export type ReplyFacts = {
	readonly promptTokens: number;
	/** Generated, without the one that ended it. */
	readonly tokens: number;
	readonly finish: 'stop' | 'length';
	/** From the beginning of the work to the first token, in ms. */
	readonly firstTokenMs: number;
	/** Tokens a second: of the prompt, null where that isn't known; of the reply after its first token, null where it has no more. */
	readonly prefillPerSecond: number | null;
	readonly decodePerSecond: number | null;
	/** Of each token; null where nobody asked for it. */
	readonly logprobs: readonly TokenLogprob[] | null;
};

export type MeasuredStudent = {
	readonly batch: number;
	readonly answersPerMinute: number;
	/** After each answer's first token, all prompts of a batch together; left out or null: not measured. */
	readonly decodeTokensPerSecond?: number | null;
	/** Of this device that answer beside each other; left out where one thing answers. */
	readonly workers?: number;
};

/**
 * One student at a time. A dead worker or lost device is replaced; what was asked goes on. An option that
 * the engine can't keep to is refused: 'student/not-offered'.
 */
export interface StudentEngine {
	/** Loads and replaces what was loaded; reports bytes read. */
	load(
		source: AnswerSource,
		options: {
			readonly device: 'auto' | StudentDevice;
			/** The trainer's id of it, for where the trainer is to answer; left out: it has none there. */
			readonly model?: string;
			readonly onBytes?: (done: number, total: number | null) => void;
		},
		signal: AbortSignal,
	): Promise<LoadedStudent>;
	/** Answers in the order in which they are ready; batched, best batch measured once a student and device. */
	answer(
		prompts: readonly (readonly Message[])[],
		options: StudentOptions,
		signal: AbortSignal,
	): AsyncIterable<StudentAnswer>;
	/** One reply, piece by piece. */
	chat(
		messages: readonly Message[],
		options: StudentOptions,
		signal: AbortSignal,
	): AsyncIterable<string>;
	/** Token ids of the chat-templated messages with the generation prompt; 'student/not-told' where nobody here can know. */
	promptIds(messages: readonly Message[]): Promise<readonly number[]>;
	/** Token counts of whole conversations (answers included), for what fits the context; 'student/not-told' as above. */
	countTokens(
		conversations: readonly (readonly Message[])[],
		signal: AbortSignal,
	): Promise<readonly number[]>;
	/** Greedy ids after the messages, for the self-test; 'student/not-told' from where text alone comes. */
	greedyIds(
		messages: readonly Message[],
		maxTokens: number,
		signal: AbortSignal,
	): Promise<readonly number[]>;
	/**
	 * For the self-test of a student of which text alone comes: how its greedy reply differs from what these ids (the ending
	 * one included) say; null: not at all. Undefined where ids can be had.
	 */
	readonly greedyDiffers?:
		| ((
				messages: readonly Message[],
				ids: readonly number[],
				signal: AbortSignal,
		  ) => Promise<string | null>)
		| undefined;
	/** What answers now: after a failure or a measurement it may be another than `load` told. null: nothing is loaded. */
	readonly loaded: LoadedStudent | null;
	/** As measured by the engine's own time; null before. */
	readonly measured: MeasuredStudent | null;
	/** Of the last chat reply that came to its end; null before, and where an endpoint doesn't tell its tokens. */
	readonly lastReply: ReplyFacts | null;
	close(): void;
}
