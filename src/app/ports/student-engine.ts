/** The student on this device: loaded, asked, measured. */
import type { Message } from '../../core/call.ts';
import type { StudentDevice, StudentSource } from '../../core/student.ts';

export type LoadedStudent = {
	readonly device: StudentDevice;
	/** Why it isn't WebGPU, in a sentence; null when it is or when WASM was asked for. */
	readonly note: string | null;
	readonly contextTokens: number;
	readonly loadMs: number;
};

export type StudentAnswer = {
	/** Place in the list of prompts. */
	readonly index: number;
	readonly text: string;
	readonly tokens: number;
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
};

/** One student at a time on this device. A dead worker or lost device is replaced; what was asked goes on. */
export interface StudentEngine {
	/** Loads and replaces what was loaded; reports bytes read. */
	load(
		source: StudentSource,
		options: {
			readonly device: 'auto' | StudentDevice;
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
	/** Token ids of the chat-templated messages with the generation prompt. */
	promptIds(messages: readonly Message[]): Promise<readonly number[]>;
	/** Token counts of whole conversations (answers included), for what fits the context. */
	countTokens(
		conversations: readonly (readonly Message[])[],
		signal: AbortSignal,
	): Promise<readonly number[]>;
	/** Greedy ids after the messages, for the self-test. */
	greedyIds(
		messages: readonly Message[],
		maxTokens: number,
		signal: AbortSignal,
	): Promise<readonly number[]>;
	/** Batch and answers a minute as measured by the engine's own time; null before. */
	readonly measured: { readonly batch: number; readonly answersPerMinute: number } | null;
	close(): void;
}
