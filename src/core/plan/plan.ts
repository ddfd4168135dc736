/** What a run will ask, cost, take and store, before it asks anything: from the data's own lengths and what was measured. */
import { costNanoUsd, type Prices, pricesOf, type Role, type RolePrices } from '../call.ts';
import { LABELS_A_CALL } from '../prompts/labeller-prompt.ts';
import type { Recipe } from '../recipe.ts';
import type { StageName } from '../run.ts';
import {
	type CallMeans,
	candidatesPerNew,
	meansOf,
	type Measures,
	NOTHING_MEASURED,
	type Source,
} from './measures.ts';
import { type Paces, USUAL_PACES } from './paces.ts';
import { type StoragePlan, storageOf } from './storage.ts';
import { type Machine, type StageTime, timesOf, UNKNOWN_MACHINE } from './time.ts';
import { type PlanData, type Work, workOf } from './work.ts';

export type CallPlan = {
	readonly calls: number;
	readonly promptTokens: number;
	readonly completionTokens: number;
	/** null: the price is unknown. */
	readonly costNanoUsd: number | null;
};
/** Calls of one role in one stage, over all iterations. */
export type PlanLine = CallPlan & {
	readonly stage: StageName;
	readonly role: Role;
	readonly from: Source;
};
export type Plan = {
	/** In the order in which the stages come first; those without calls are left out. */
	readonly lines: readonly PlanLine[];
	readonly total: CallPlan;
	/** Of the lines, what answering the seeds takes. */
	readonly seeds: CallPlan;
	readonly times: readonly StageTime[];
	/** null: a part of it is unknown. */
	readonly seconds: number | null;
	readonly storage: StoragePlan;
};

/** Who is asked and on what the run is carried out. */
export type PlanWorld = {
	readonly prices: RolePrices;
	readonly paces?: Paces;
	readonly machine?: Machine;
	readonly measures?: Measures;
	readonly isTrial?: boolean;
};

export const ROLES: readonly Role[] = ['labeller', 'teacher', 'referee', 'generator'];
const STAGES: readonly StageName[] = [
	...(['prepare', 'imitation', 'evaluation', 'discrimination', 'generation'] as const),
];

/** The plan of a whole run of `recipe.iterations` iterations. */
export function planOf(recipe: Recipe, data: PlanData, world: PlanWorld): Plan {
	const { prices, paces = USUAL_PACES, machine = UNKNOWN_MACHINE } = world;
	const measures = world.measures ?? NOTHING_MEASURED;
	const work = workOf(recipe, data, candidatesPerNew(measures), world.isTrial);
	const means = meansByRole(recipe, data, measures);
	const lines = STAGES.flatMap((stage) =>
		ROLES.flatMap((role): PlanLine[] => {
			const here = work.filter(({ place }) => place.stage === stage);
			const plan = callPlan(callsIn(here, role), means[role], pricesOf(prices, role));
			return plan.calls === 0 ? [] : [{ stage, role, ...plan, from: means[role].from }];
		}),
	);
	const ofSeeds = callsIn(work.filter(isOfSeeds), 'teacher');
	const times = timesOf(STAGES, work, { means, paces, machine, measures, data });
	return {
		lines,
		total: sumOf(lines),
		seeds: callPlan(ofSeeds, means.teacher, pricesOf(prices, 'teacher')),
		times,
		seconds: times.reduce<number | null>(
			(sum, { seconds }) => (sum === null || seconds === null ? null : sum + seconds),
			0,
		),
		storage: storageOf(recipe, data, { work, means, machine, measures }),
	};
}

export function meansByRole(
	recipe: Recipe,
	data: PlanData,
	{ roles }: Pick<Measures, 'roles'>,
): Readonly<Record<Role, CallMeans>> {
	const rows = recipe.labelSkills ? data.unnamed : 0;
	const labelled = rows / Math.max(1, Math.ceil(rows / LABELS_A_CALL));
	const of = (role: Role) => meansOf(role, roles, data, labelled);
	return {
		teacher: of('teacher'),
		referee: of('referee'),
		generator: of('generator'),
		labeller: of('labeller'),
	};
}

/** Where the teacher answers seeds: later places are for what was generated. */
function isOfSeeds({ place: { iteration, stage } }: Work): boolean {
	return iteration <= 0 || (iteration === 1 && stage === 'discrimination');
}

function callsIn(work: readonly Work[], role: Role): number {
	return Math.round(work.reduce((sum, { calls }) => sum + calls[role], 0));
}

function callPlan(calls: number, each: CallMeans, prices: Prices): CallPlan {
	const promptTokens = Math.round(calls * each.promptTokens);
	const completionTokens = Math.round(calls * each.completionTokens);
	const cost = costNanoUsd({ promptTokens, completionTokens }, prices);
	return { calls, promptTokens, completionTokens, costNanoUsd: cost };
}

function sumOf(plans: readonly CallPlan[]): CallPlan {
	return plans.reduce<CallPlan>(
		(a, b) => ({
			calls: a.calls + b.calls,
			promptTokens: a.promptTokens + b.promptTokens,
			completionTokens: a.completionTokens + b.completionTokens,
			costNanoUsd:
				a.costNanoUsd === null || b.costNanoUsd === null ? null : a.costNanoUsd + b.costNanoUsd,
		}),
		{ calls: 0, promptTokens: 0, completionTokens: 0, costNanoUsd: 0 },
	);
}
