/** How far a run is: a snapshot that its worker writes at most twice a second, for every tab to read. */
import type { BudgetState, Spent } from './budget.ts';
import type { ProjectId, RunId } from './id.ts';
import type { Operator } from './instruction.ts';
import type { Role } from './call.ts';
import type { StagePlace } from './run.ts';

export type StepProgress = {
	readonly name:
		| 'teacher-answers'
		| 'student-answers'
		| 'verdicts'
		| 'candidates'
		| 'skills'
		| 'training'
		| 'loading';
	readonly done: number;
	readonly total: number | null;
	readonly failed: number;
};

/** Since when nobody was reached. */
export type Outage = {
	/** Unix ms. */
	readonly since: number;
	/** In a sentence or more. */
	readonly because: string;
};
export type Waiting = Outage & { readonly for: 'teacher' | 'trainer' };

export type RunProgress = {
	readonly schema: 1;
	readonly runId: RunId;
	readonly projectId: ProjectId;
	readonly place: StagePlace | null;
	readonly steps: readonly StepProgress[];
	/** Sizes now. */
	readonly pools: { readonly train: number; readonly cache: number; readonly heldOut: number };
	/** Of the Cache Pool, by the newest student's verdicts. */
	readonly cache: { readonly hard: number; readonly easy: number; readonly unscored: number };
	/** Seeds still without a skill, where the recipe has skills named; absent in rows of earlier versions. */
	readonly unnamed?: number;
	readonly calls: Readonly<Record<Role, number>>;
	/** Replies taken from the ledger, unpaid. */
	readonly fromLedger: number;
	readonly inDoubt: number;
	readonly failedCalls: number;
	readonly promptTokens: number;
	readonly completionTokens: number;
	/** null when a price is unknown. */
	readonly costNanoUsd: number | null;
	/** Who can't be reached, so that the run waits and asks again by itself; absent in rows of earlier versions. */
	readonly waiting?: Waiting | null;
	/** What the run's caps are held against; absent in rows of earlier versions. */
	readonly budget?: BudgetState;
	/** What will be spent at the end of the run; absent where nothing is known of it. */
	readonly projected?: Spent;
	/** What the student runs on and its best batch, once measured. */
	readonly student: {
		/** Absent in rows of earlier versions: transformers.js. */
		readonly engine?: string;
		readonly device: string;
		/** Where its answers are computed, if not on this device. */
		readonly origin?: string;
		readonly batch: number;
		readonly answersPerMinute: number | null;
		/** That answered beside each other; absent where one did, or none was counted. */
		readonly workers?: number;
		readonly note: string | null;
	} | null;
	/** Answers of students in this sitting and the time at them; absent before any and in rows of earlier versions. */
	readonly studentTook?: { readonly answers: number; readonly seconds: number };
	/** Seconds left in this stage and in the run; null when nothing is known. */
	readonly secondsLeftInStage: number | null;
	readonly secondsLeft: number | null;
	/** Unix ms. */
	readonly at: number;
};

export type ParentKind = Operator | 'unscored';

/** One line of the live stream. */
export type RunEvent =
	| {
			readonly kind: 'answered';
			readonly by: 'teacher' | 'student';
			readonly task: string;
			readonly text: string;
			readonly id: string;
	  }
	| {
			readonly kind: 'scored';
			readonly task: string;
			readonly teacher: number;
			readonly student: number;
			readonly id: string;
	  }
	| {
			readonly kind: 'generated';
			readonly operator: Operator;
			/** What the student makes of the parent: where no parent is of the operator's kind, any is drawn. */
			readonly parentIs: ParentKind;
			readonly parent: string;
			readonly text: string;
			readonly id: string;
	  }
	| {
			readonly kind: 'rejected';
			readonly operator: Operator;
			readonly parentIs: ParentKind;
			readonly reason: string;
			readonly text: string;
	  }
	| {
			readonly kind: 'failed';
			readonly code: string;
			readonly message: string;
			readonly about: string;
	  }
	| {
			readonly kind: 'trained';
			readonly step: number;
			readonly totalSteps: number | null;
			readonly loss: number;
	  }
	| {
			readonly kind: 'stage';
			readonly iteration: number;
			readonly stage: string;
			readonly began: boolean;
	  };
