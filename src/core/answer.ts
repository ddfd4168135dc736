/** An answer to an instruction, and who gave it. */
import type { CallKey, InstructionId, ProjectId, StudentId } from './id.ts';

/** `file`: the imported file's output. */
export type AnswerAuthor = 'teacher' | 'file' | StudentId;
/** Why a model stopped: by itself, at its token limit, or by the provider's content filter. */
export type Finish = 'stop' | 'length' | 'filter';

export type Answer = {
	readonly schema: 1;
	readonly id: string;
	readonly projectId: ProjectId;
	readonly instructionId: InstructionId;
	readonly author: AnswerAuthor;
	readonly text: string;
	readonly finish: Finish;
	/** Tokens generated; null where unknown. */
	readonly tokens: number | null;
	readonly callKey: CallKey | null;
	/** Where a student's was computed, e.g. http://127.0.0.1:4748; absent: on the user's device. */
	readonly origin?: string;
	/** Unix ms. */
	readonly createdAt: number;
};

/** One answer for each instruction and author. */
export function answerId(instruction: InstructionId, author: AnswerAuthor): string {
	return `${instruction}|${author}`;
}
