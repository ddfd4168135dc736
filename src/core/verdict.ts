/** What the referee said of one pair of answers, in one order. */
import type { CallKey, InstructionId, ProjectId, RunId, StudentId } from './id.ts';

/** Whose answer stood first in the referee's prompt. */
export type VerdictOrder = 'teacher-first' | 'student-first';
export const VERDICT_ORDERS: readonly VerdictOrder[] = ['teacher-first', 'student-first'];

export type Verdict = {
	readonly schema: 1;
	readonly id: string;
	readonly projectId: ProjectId;
	readonly runId: RunId;
	readonly instructionId: InstructionId;
	readonly studentId: StudentId;
	readonly order: VerdictOrder;
	/** Points 1–10; null: unscored, in no mean. */
	readonly scores: { readonly teacher: number; readonly student: number } | null;
	readonly explanation: string;
	/** How often the referee was asked until its reply could be read; 1 is the least. */
	readonly asked: number;
	readonly callKey: CallKey | null;
	/** Unix ms. */
	readonly createdAt: number;
};

/** The points of a prompt's first and second answer, by whose answer each was; null: unscored. */
export function pointsOf(
	scores: readonly [first: number, second: number] | null,
	order: VerdictOrder,
): Verdict['scores'] {
	if (scores === null) return null;
	const [first, second] = scores;
	return order === 'teacher-first'
		? { teacher: first, student: second }
		: { teacher: second, student: first };
}

export function verdictId(
	instruction: InstructionId,
	student: StudentId,
	order: VerdictOrder,
): string {
	return `${instruction}|${student}|${order}`;
}
