/** What a run will have spent at its end: what is spent, and the calls still to come at what such calls took so far. */
import { type BudgetState, type Spent, sumOfSpent } from '../budget.ts';
import { costNanoUsd, pricesOf, type Role, type RolePrices } from '../call.ts';
import { LABELS_A_CALL } from '../prompts/labeller-prompt.ts';
import type { StepProgress } from '../progress.ts';
import type { StagePlace } from '../run.ts';
import type { CallMeans } from './measures.ts';
import { ROLES } from './plan.ts';
import type { Work } from './work.ts';

export type Ahead = {
	readonly work: readonly Work[];
	readonly isFinished: (place: StagePlace) => boolean;
	/** Where the run is, and how far its steps there are. */
	readonly place: StagePlace | null;
	readonly steps: readonly StepProgress[];
	readonly candidatesPerNew: number;
};

/** Calls that are still to come, by role; what is in flight is among them. */
export function callsLeft(ahead: Ahead): Readonly<Record<Role, number>> {
	const left: Record<Role, number> = { teacher: 0, referee: 0, generator: 0, labeller: 0 };
	for (const { place, calls } of ahead.work) {
		if (ahead.isFinished(place)) continue;
		const isHere = place.iteration === ahead.place?.iteration && place.stage === ahead.place.stage;
		for (const role of ROLES)
			left[role] += (isHere ? leftHere(role, ahead) : undefined) ?? calls[role];
	}
	return left;
}

const STEPS: Readonly<Record<Role, StepProgress['name']>> = {
	teacher: 'teacher-answers',
	referee: 'verdicts',
	generator: 'candidates',
	labeller: 'skills',
};

/** Undefined before the step has begun. */
function leftHere(role: Role, { steps, candidatesPerNew }: Ahead): number | undefined {
	const step = steps.find(({ name }) => name === STEPS[role]);
	if (step === undefined || step.total === null) return undefined;
	const open = Math.max(0, step.total - step.done - step.failed);
	if (role === 'generator') return open * candidatesPerNew;
	return role === 'labeller' ? Math.ceil(open / LABELS_A_CALL) : open;
}

export function projectionOf(
	{ spent }: BudgetState,
	left: Readonly<Record<Role, number>>,
	means: Readonly<Record<Role, CallMeans>>,
	prices: RolePrices,
): Spent {
	const ahead = ROLES.filter((role) => left[role] > 0).map((role): Spent => {
		const calls = Math.round(left[role]);
		const promptTokens = Math.round(calls * means[role].promptTokens);
		const completionTokens = Math.round(calls * means[role].completionTokens);
		return {
			calls,
			tokens: promptTokens + completionTokens,
			nanoUsd: costNanoUsd({ promptTokens, completionTokens }, pricesOf(prices, role)),
		};
	});
	return sumOfSpent([spent, ...ahead]);
}
