/** An instruction: a task with an optional input, its place in the pools and where it came from. */
import type { InstructionId, ProjectId, RunId } from './id.ts';

/** Set once, when the row is made. Held-out and development rows are never trained on and never parents. */
type Split = 'pool' | 'heldOut' | 'development' | 'setAside';
/** `both`: trained on and tested on, as in the paper. */
export type Pool = 'train' | 'cache' | 'both';
/** Which kind of parent a generated instruction comes from, and so how it was asked for. */
export type Operator = 'hard' | 'easy';

export type Instruction = {
	readonly schema: 1;
	readonly id: InstructionId;
	readonly projectId: ProjectId;
	/** null: a seed, shared by all runs of the project. */
	readonly runId: RunId | null;
	/** 0 for seeds; k for those that iteration k generated. */
	readonly iteration: number;
	/** Row of the imported file, or number of the candidate; from 0. */
	readonly order: number;
	readonly instruction: string;
	/** '' where the task needs none. */
	readonly input: string;
	readonly skill: string | null;
	readonly skillFrom: 'data' | 'generator' | 'labelling' | 'user' | null;
	readonly split: Split;
	/** null unless `split` is 'pool'. */
	readonly pool: Pool | null;
	/**
	 * `edited`: a new text for its parent, which is deleted in its favour; it keeps iteration, order and pool. `chat`: a
	 * question of the chat that its user has added to the seeds.
	 */
	readonly origin: 'practice' | 'imported' | 'generated' | 'edited' | 'chat';
	readonly parentId: InstructionId | null;
	readonly operator: Operator | null;
	/** Why it was set aside, e.g. the held-out row that it is too close to. */
	readonly setAsideBecause?: string;
	/** The user's own, sorted, each once; left out where there are none. */
	readonly tags?: readonly string[];
	/** Unix ms; left out while it is in use. A deleted row is in no pool, but what came of it stays known. */
	readonly deletedAt?: number;
};

export function isDeleted({ deletedAt }: Instruction): boolean {
	return deletedAt !== undefined;
}

/** Instruction and input as one text: what teacher, student and novelty index read. */
export function taskText(task: { readonly instruction: string; readonly input: string }): string {
	return task.input === '' ? task.instruction : `${task.instruction}\n\n${task.input}`;
}
