/** What an export needs of the world, and what it is asked for. */
import type { Answer } from '../core/answer.ts';
import type { ExportFormat, ExportKind } from '../core/formats/export-rows.ts';
import type { InstructionId, ProjectId, RunId } from '../core/id.ts';
import type { Instruction } from '../core/instruction.ts';
import type { Run } from '../core/run.ts';
import type { Student } from '../core/student.ts';
import type { Verdict } from '../core/verdict.ts';

export type ExportOrder = {
	readonly project: ProjectId;
	/** null: the seeds alone. */
	readonly run: RunId | null;
	readonly kind: ExportKind;
	readonly format: ExportFormat;
};
export type ExportedFile = { readonly file: Blob; readonly rows: number };

/** The rows of a project, read some at a time. */
export interface ExportSource {
	/** The run and those that it was forked from, nearest first. */
	runChain(run: RunId): Promise<readonly Run[]>;
	students(project: ProjectId): Promise<readonly Student[]>;
	/** Ids of all instructions of the project, in the order in which they were made. */
	instructionIds(project: ProjectId): Promise<readonly InstructionId[]>;
	/** As edits have left them, those whose rows aren't written yet too. */
	instructions(project: ProjectId, ids: readonly InstructionId[]): Promise<readonly Instruction[]>;
	/** Of these authors, where they have answered. */
	answers(
		ids: readonly InstructionId[],
		authors: readonly Answer['author'][],
	): Promise<readonly Answer[]>;
	verdicts(
		ids: readonly InstructionId[],
		students: readonly Student['id'][],
	): Promise<readonly Verdict[]>;
}

/** Exports of rows, for pages. `onProgress` hears instructions done of all. */
export interface Exports {
	write(
		order: ExportOrder,
		watching: {
			readonly signal: AbortSignal;
			readonly onProgress: (progress: { readonly done: number; readonly total: number }) => void;
		},
	): Promise<ExportedFile>;
}
