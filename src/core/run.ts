/** A run: one recipe carried out on a project's seeds, stage by stage. */
import type { Caps } from './budget.ts';
import type { InstructionId, ProjectId, RunId, StudentId } from './id.ts';
import type { Operator } from './instruction.ts';
import type { RejectionReason } from './generation/filters.ts';
import type { Recipe } from './recipe.ts';

/** The three of the paper, and what stands around them: `prepare` the base, `evaluation` on held-out rows. */
export type StageName = 'prepare' | 'imitation' | 'evaluation' | 'discrimination' | 'generation';
export type StagePlace = { readonly iteration: number; readonly stage: StageName };

export type RunState =
	| { readonly kind: 'ready' }
	| { readonly kind: 'running' }
	| {
			readonly kind: 'paused';
			/** `trouble`: something failed and waits for the user; `step`: a single stage was asked for. */
			readonly by: 'user' | 'step' | 'trouble';
			readonly code: string | null;
			readonly because: string;
			readonly at: number;
	  }
	| { readonly kind: 'stopped'; readonly at: number }
	| { readonly kind: 'finished'; readonly at: number };

export type Run = {
	readonly schema: 1;
	readonly id: RunId;
	readonly projectId: ProjectId;
	readonly name: string;
	readonly recipe: Recipe;
	/** Number of iterations after student-0; can be raised. */
	readonly iterations: number;
	/** What it may spend; absent: no caps. */
	readonly caps?: Caps | undefined;
	/** A trial of this recipe, see `loop/trial.ts`, with the caps of the run that it tries; absent: a run of its own. */
	readonly trial?: { readonly recipe: Recipe; readonly caps?: Caps | undefined } | undefined;
	/** Everything up to and with `iteration` is taken over from that run. */
	readonly forkedFrom: { readonly runId: RunId; readonly iteration: number } | null;
	readonly state: RunState;
	/** Unix ms. */
	readonly createdAt: number;
};

/** One stage as it was carried out. */
export type StageEntry = {
	readonly schema: 1;
	readonly id: string;
	readonly projectId: ProjectId;
	readonly runId: RunId;
	readonly iteration: number;
	readonly stage: StageName;
	/** Unix ms. */
	readonly startedAt: number;
	readonly finishedAt: number | null;
	/** Seconds at work, pauses left out; summed over interruptions. */
	readonly seconds: number;
};

export function stageEntryId(run: RunId, place: StagePlace): string {
	return `${run}|${String(place.iteration)}|${place.stage}`;
}

/** A candidate that was turned away, and why. Accepted ones are instructions. */
export type Rejection = {
	readonly schema: 1;
	readonly id: string;
	readonly projectId: ProjectId;
	readonly runId: RunId;
	readonly iteration: number;
	readonly index: number;
	readonly operator: Operator;
	readonly reason: RejectionReason;
	/** '' where nothing could be read. */
	readonly text: string;
	/** The instruction that it is too close to, with its ROUGE-L. */
	readonly nearest: { readonly id: string; readonly rougeL: number } | null;
};

/** A fine-tuning job as the page has followed it. */
export type TrainingJob = {
	readonly schema: 1;
	readonly id: string;
	readonly projectId: ProjectId;
	readonly runId: RunId;
	readonly iteration: number;
	readonly jobId: string;
	readonly status: string;
	/** Rows of an epoch. */
	readonly rows: number;
	/** Rows left out because they don't fit the base's context. */
	readonly tooLong: number;
	/** Rows left out because the teacher's answer was cut off at its token limit, or failed. */
	readonly cutOff: number;
	readonly unanswered: number;
	/** The first of those left out, by name. */
	readonly leftOut: readonly LeftOut[];
	readonly step: number;
	readonly totalSteps: number | null;
	readonly points: readonly TrainingPoint[];
	/** First and last step that were told, by the trainer's clock; absent in rows of earlier versions. */
	readonly steps?: { readonly from: StepTime; readonly to: StepTime } | undefined;
	readonly error: string | null;
	readonly createdAt: number;
	readonly finishedAt: number | null;
};
export type LeftOut = {
	readonly id: InstructionId;
	readonly why: 'too-long' | 'cut-off' | 'unanswered';
};
export type StepTime = { readonly step: number; readonly atMs: number };
/** Loss in nats a token; learning rate absolute. */
export type TrainingPoint = {
	readonly step: number;
	readonly loss: number;
	readonly learningRate: number | null;
};

/** A value in per cent of the teacher with its 95 % interval. */
export type IntervalValue = {
	readonly value: number;
	readonly low: number;
	readonly high: number;
};

/** A student's score on one set, with what it gained over the one before. */
export type Score = {
	readonly schema: 1;
	readonly id: string;
	readonly projectId: ProjectId;
	readonly runId: RunId;
	readonly studentId: StudentId;
	readonly iteration: number;
	readonly set: 'heldOut' | 'development';
	/** 100 × Σ student / Σ teacher over both orders; undefined when nothing could be scored. */
	readonly relative: IntervalValue | null;
	/** Difference to the previous student on the same instructions; null for the first. */
	readonly gain: IntervalValue | null;
	/** Share answered exactly as the teacher did, unweighted mean over skills, 0–1. */
	readonly exact: number | null;
	readonly n: number;
	readonly unscored: number;
	/** Of the n, answers that were not computed on the user's device, and where; absent: none. */
	readonly elsewhere?: { readonly n: number; readonly origins: readonly string[] };
	readonly bySkill: readonly {
		readonly skill: string | null;
		readonly n: number;
		/** 100 × Σ student / Σ teacher. */
		readonly relative: number;
		readonly exact: number;
	}[];
	/** Unix ms. */
	readonly at: number;
};

export function scoreId(student: StudentId, set: Score['set']): string {
	return `${student}|${set}`;
}

/** Hard and easy instructions of one skill in the Cache Pool of one iteration. */
export type SkillDifficulty = {
	readonly skill: string | null;
	readonly hard: number;
	readonly easy: number;
	readonly unscored: number;
	/** Mean of teacher − student, points. */
	readonly gap: number;
};

/** What one iteration k ≥ 1 found and bought. */
export type IterationReport = {
	readonly schema: 1;
	readonly id: string;
	readonly projectId: ProjectId;
	readonly runId: RunId;
	readonly iteration: number;
	readonly difficulty: readonly SkillDifficulty[];
	/** Share of pairs where both orders agree on who was better, 0–1; null before any. */
	readonly agreement: number | null;
	readonly asked: number;
	readonly accepted: { readonly hard: number; readonly easy: number };
	readonly rejected: Readonly<Partial<Record<RejectionReason, number>>>;
	/** New training instructions by skill. */
	readonly budget: readonly { readonly skill: string | null; readonly count: number }[];
	/** The generator could not find enough that is new; why it ended early. */
	readonly shortOf: string | null;
};

export function reportId(run: RunId, iteration: number): string {
	return `${run}|${String(iteration)}`;
}
