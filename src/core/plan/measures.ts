/** What was measured of a teacher, a student and a trainer at work, and what stands in where nothing was. */
import type { Call, Role } from '../call.ts';
import type { PlanData } from './work.ts';

/** Sums over the answered calls of a role whose tokens are known. */
type RoleMeasure = {
	readonly calls: number;
	readonly promptTokens: number;
	readonly completionTokens: number;
	/** From sending to the reply. */
	readonly ms: number;
};
export type RoleMeasures = Readonly<Partial<Record<Role, RoleMeasure>>>;

export type Measures = {
	readonly roles: RoleMeasures;
	/** Candidates of the generator and how many were new; null: none were asked for. */
	readonly candidates: { readonly asked: number; readonly accepted: number } | null;
	readonly student: { readonly answers: number; readonly seconds: number } | null;
	/** Rows with epochs counted, the time at them, and what else a job takes: start, export, copying. */
	readonly training: {
		readonly rows: number;
		readonly seconds: number;
		readonly besideSeconds: number;
	} | null;
	/** Of one student's files. */
	readonly studentBytes: number | null;
};
export const NOTHING_MEASURED: Measures = {
	roles: {},
	...{ candidates: null, student: null, training: null, studentBytes: null },
};

/** Where a number comes from. */
export type Source =
	{ readonly kind: 'measured'; readonly calls: number } | { readonly kind: 'assumed' };

/** The measures with one more call; a reply that doesn't tell its tokens measures nothing. */
export function withCall(roles: RoleMeasures, call: Call): RoleMeasures {
	const { role, reply } = call;
	if (role === 'chat' || call.state !== 'answered' || reply === null) return roles;
	const { promptTokens, completionTokens } = reply;
	if (promptTokens === null || completionTokens === null) return roles;
	const before = roles[role] ?? { calls: 0, promptTokens: 0, completionTokens: 0, ms: 0 };
	const took: RoleMeasure = {
		calls: before.calls + 1,
		promptTokens: before.promptTokens + promptTokens,
		completionTokens: before.completionTokens + completionTokens,
		ms: before.ms + Math.max(0, (call.answeredAt ?? call.sentAt) - call.sentAt),
	};
	return { ...roles, [role]: took };
}

/**
 * Assumed: tokens of the prompts around the texts (the labeller's with a list of forty names), of a verdict, of a
 * skill's name, of a task's heading; candidates per new one; how fast a reply comes.
 */
const PROMPT_TOKENS = { teacher: 45, referee: 190, generator: 130, labeller: 200 };
const NAME_TOKENS = 5;
const HEADING_TOKENS = 8;
const VERDICT_TOKENS = 90;
const CANDIDATES_PER_NEW = 1.25;
const FIRST_TOKEN_SECONDS = 0.7;
const TOKENS_A_SECOND = 50;

/** Means of one call. */
export type CallMeans = {
	readonly promptTokens: number;
	readonly completionTokens: number;
	readonly seconds: number;
	readonly from: Source;
};

/** `labelled`: rows of a labeller's call. */
export function meansOf(
	role: Role,
	roles: RoleMeasures,
	data: PlanData,
	labelled: number,
): CallMeans {
	const measured = roles[role];
	if (measured !== undefined && measured.calls > 0)
		return {
			promptTokens: measured.promptTokens / measured.calls,
			completionTokens: measured.completionTokens / measured.calls,
			seconds: measured.ms / measured.calls / 1000,
			from: { kind: 'measured', calls: measured.calls },
		};
	const [promptTokens, completionTokens] = assumedTokens(role, data, labelled);
	return {
		promptTokens,
		completionTokens,
		seconds: FIRST_TOKEN_SECONDS + completionTokens / TOKENS_A_SECOND,
		from: { kind: 'assumed' },
	};
}

function assumedTokens(
	role: Role,
	{ taskTokens, answerTokens }: PlanData,
	labelled: number,
): readonly [prompt: number, completion: number] {
	const around = PROMPT_TOKENS[role];
	switch (role) {
		case 'teacher':
			return [around + taskTokens, answerTokens];
		case 'referee':
			return [around + taskTokens + 2 * answerTokens, VERDICT_TOKENS];
		case 'generator':
			return [around + taskTokens, taskTokens + 20];
		case 'labeller':
			return [around + labelled * (HEADING_TOKENS + taskTokens), labelled * NAME_TOKENS];
	}
}

/** Candidates to ask for until one is new. */
export function candidatesPerNew({ candidates }: Pick<Measures, 'candidates'>): number {
	if (candidates === null || candidates.accepted === 0) return CANDIDATES_PER_NEW;
	return candidates.asked / candidates.accepted;
}
