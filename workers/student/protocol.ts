/** What a student's worker can do, whichever engine it has. */
import type { Message } from '../../src/core/call.ts';
import type { StudentDevice, StudentEngineName, StudentSource } from '../../src/core/student.ts';

export type Conversation = readonly Message[];
export type Options = {
	/** 0: always the likeliest token. */
	readonly temperature: number;
	readonly maxTokens: number;
	readonly seed: number;
	/** By index of the prompt, in place of `seed`. */
	readonly seeds?: readonly number[];
	/** As of `StudentOptions`; a worker that can't keep to one throws 'student/not-offered'. */
	readonly topP?: number;
	readonly stop?: readonly string[];
	readonly schema?: Readonly<Record<string, unknown>>;
	readonly topLogprobs?: number;
};
/** `index` goes into the seed where `seeds` has none, so that a prompt asked again after a crash gets the same answer. */
export type Prompt = { readonly index: number; readonly messages: Conversation };
export type PromptAnswer = {
	readonly index: number;
	readonly text: string;
	/** Generated, without the end token. */
	readonly tokens: number;
	readonly finish: 'stop' | 'length';
};
/** By the network's own time. */
export type Measured = {
	readonly batch: number;
	readonly answersPerMinute: number;
	/** After each answer's first token, all rows together; null before there was any, left out where nobody counts. */
	readonly decodeTokensPerSecond?: number | null;
};
export type Loaded = {
	readonly engine: StudentEngineName;
	readonly contextTokens: number;
	readonly loadMs: number;
	/** Of WASM, that it computes with; null: a GPU computes. */
	readonly threads: number | null;
};
type Logprob = { readonly token: string; readonly logprob: number };
/** As `ReplyFacts` of the port. */
export type ReplyFacts = {
	readonly promptTokens: number;
	readonly tokens: number;
	readonly finish: PromptAnswer['finish'];
	readonly firstTokenMs: number;
	readonly prefillPerSecond: number;
	readonly decodePerSecond: number | null;
	readonly logprobs: readonly (Logprob & { readonly top: readonly Logprob[] })[] | null;
};

/** One worker loads one student: `load` comes after `chooseDevice` and once. */
export type StudentApi = {
	chooseDevice: {
		args: 'auto' | StudentDevice;
		item: never;
		/** `note`: why 'auto' isn't WebGPU. */
		result: { readonly device: StudentDevice; readonly note: string | null };
	};
	load: {
		args: { readonly source: StudentSource; readonly device: StudentDevice };
		/** Bytes read. */
		item: { readonly done: number; readonly total: number | null };
		result: Loaded;
	};
	answer: {
		args: {
			readonly prompts: readonly Prompt[];
			readonly options: Options;
			/** Best batch where it is known; null: measure it on the way. */
			readonly batch: number | null;
		};
		/** Answers that are ready; what was measured so far. */
		item: { readonly answers: readonly PromptAnswer[]; readonly measured: Measured | null };
		result: null;
	};
	chat: {
		args: { readonly messages: Conversation; readonly options: Options };
		/** Pieces of the reply, in the end how it came about. */
		item: string | ReplyFacts;
		result: null;
	};
	promptIds: { args: Conversation; item: never; result: readonly number[] };
	/** Of whole conversations, answers included. */
	countTokens: { args: readonly Conversation[]; item: never; result: readonly number[] };
	greedyIds: {
		args: { readonly messages: Conversation; readonly maxTokens: number };
		item: never;
		result: readonly number[];
	};
};

/** What the worker of transformers.js can do for a student that answers elsewhere: `readTokens` in place of `load`. */
export type TokensApi = Pick<StudentApi, 'promptIds' | 'countTokens'> & {
	/** Tokenizer and configuration alone; the context, in tokens. */
	readTokens: { args: StudentSource; item: never; result: number };
	/** What these ids say, special tokens left out. */
	textOf: { args: readonly number[]; item: never; result: string };
};
