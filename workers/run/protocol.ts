/** What the page may ask of the run worker. */
import type { KeySlot, ProjectId, RunId, StudentId } from '../../src/core/id.ts';
import type { NewRunOptions } from '../../src/app/world-ports.ts';
import type { PairToScore, ScoredPair } from '../../src/app/score-pair.ts';
import type { PracticePlan } from '../../src/app/projects.ts';
import type { Caps } from '../../src/core/budget.ts';
import type { CallRequest } from '../../src/core/call.ts';
import type { Recipe } from '../../src/core/recipe.ts';
import type { Score } from '../../src/core/run.ts';
import type { TeacherSettings } from '../../src/core/teacher.ts';

type Story<Args, Result = undefined> = {
	readonly args: Args;
	readonly item: never;
	readonly result: Result;
};

export type RunApi = {
	/** `retry`: asks again what had failed, then goes on. Resolves when the run is under way. */
	readonly start: Story<{
		readonly run: RunId;
		readonly mode: 'all' | 'resume' | 'step' | 'retry';
	}>;
	/** Resolves when it has come to rest. */
	/** Resolves when it is done or was paused, rejects with what befell it. */
	readonly evaluate: Story<{
		readonly run: RunId;
		readonly student: StudentId;
		readonly set: Score['set'];
	}>;
	readonly pause: Story<{ readonly run: RunId }>;
	readonly stop: Story<{ readonly run: RunId }>;
	/** null forgets it. */
	readonly giveKey: Story<{ readonly slot: KeySlot; readonly key: string | null }>;
	/** A watched call's reply, piece by piece; it is kept in the ledger. */
	readonly chat: {
		readonly args: { readonly project: ProjectId; readonly request: CallRequest };
		readonly item: string;
		readonly result: undefined;
	};
	/** Both orders of a pair of the chat, by the project's referee. */
	readonly scorePair: Story<
		{ readonly project: ProjectId; readonly pair: PairToScore },
		ScoredPair
	>;
	/** Streams which run is under way; never ends by itself. */
	readonly watch: {
		readonly args: undefined;
		readonly item: RunId | null;
		readonly result: undefined;
	};
	readonly createPractice: Story<PracticePlan, RunId>;
	readonly newRun: Story<
		{ readonly project: ProjectId; readonly recipe: Recipe } & NewRunOptions,
		RunId
	>;
	readonly changeCaps: Story<{ readonly run: RunId; readonly caps: Caps }>;
	readonly forkRun: Story<
		{ readonly run: RunId; readonly iteration: number; readonly recipe?: Recipe | undefined },
		RunId
	>;
	readonly extendRun: Story<{ readonly run: RunId; readonly more: number }>;
	readonly changeTeacher: Story<{
		readonly project: ProjectId;
		readonly teacher: TeacherSettings;
	}>;
	readonly openProject: Story<{ readonly project: ProjectId }>;
};
