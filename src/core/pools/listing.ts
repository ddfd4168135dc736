/** What a list of the pools says: which rows of a project are listed, how many pass, and what is known of each. */
import type { HardRule } from '../difficulty.ts';
import type { InstructionId, ProjectId, RunId } from '../id.ts';
import type { Difficulty, FacetCounts, Place } from './filter.ts';

/** The rows that a run sees: the project's seeds, and what the run and those it was forked from made, nearest first. */
export type PoolScope = {
	readonly project: ProjectId;
	readonly runs: readonly RunId[];
	/** What the run calls hard. */
	readonly hard: HardRule;
};

/** How far the copy of the rows has come. */
export type CopyState = {
	/** Instructions read so far, and how many there are; null: not counted yet. */
	readonly read: number;
	readonly total: number | null;
	/** Everything is read, verdicts too; from now on it follows every change. */
	readonly isWhole: boolean;
	/** Raised with every change of the rows. */
	readonly version: number;
};

export type Listing = {
	/** Names the list when its rows are asked for; older ones are forgotten. */
	readonly view: number;
	readonly found: number;
	/** Rows in use, narrowed by nothing. */
	readonly total: number;
	readonly counts: FacetCounts;
};

/** What the list knows of a row beside its text. */
export type RowFacts = {
	readonly id: InstructionId;
	/** Number of the row in the project as it came, from 1. */
	readonly number: number;
	/** `both` pools are two places. */
	readonly places: readonly Place[];
	readonly difficulty: Difficulty;
	/** Points of the newest judged student; null before, or when unscored. */
	readonly scores: { readonly teacher: number; readonly student: number } | null;
};

/** The row that a text would be too near to. */
export type NearRow = { readonly id: InstructionId; readonly rougeL: number };
