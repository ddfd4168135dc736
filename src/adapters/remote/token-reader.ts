/** What a student's own tokenizer files tell on this device while its answers are computed elsewhere. */
import type { Message } from '../../core/call.ts';
import type { StudentSource } from '../../core/student.ts';

export interface TokenReader {
	/** Reads tokenizer and configuration alone; the context, in tokens. Throws AppError 'student/…'. */
	open(source: StudentSource, signal: AbortSignal): Promise<number>;
	/** Of the chat-templated messages with the generation prompt. */
	promptIds(messages: readonly Message[]): Promise<readonly number[]>;
	/** Of whole conversations. */
	countTokens(
		conversations: readonly (readonly Message[])[],
		signal: AbortSignal,
	): Promise<readonly number[]>;
	/** What these ids say, special tokens left out. */
	textOf(ids: readonly number[]): Promise<string>;
	close(): void;
}
