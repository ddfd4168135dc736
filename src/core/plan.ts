/** What a run will ask and cost, before it asks anything: calls and tokens by role, from the data's own lengths. */
import { costNanoUsd, type Prices, pricesOf, type Role, type RolePrices } from './call.ts';
import { quotaOf } from './loop/candidates.ts';
import { LABELS_A_CALL } from './prompts/labeller-prompt.ts';
import type { Recipe } from './recipe.ts';

/** Of the seeds of a file or a project: rows to train and test on, rows held out, and their mean lengths. */
export type SeedFacts = {
	readonly pool: number;
	readonly heldOut: number;
	/** Rows that came with an answer; rows that name no skill. */
	readonly answered: number;
	readonly unnamed: number;
	/** Mean characters of instruction with input, and of an answer; 0 where there are none. */
	readonly taskChars: number;
	readonly answerChars: number;
};

/** What is known of the instructions before the first call. */
export type PlanData = {
	readonly train: number;
	readonly cache: number;
	readonly heldOut: number;
	/** Rows that came with an answer. */
	readonly answered: number;
	/** Rows of any split that came without a skill. */
	readonly unnamed: number;
	/** Mean tokens of an instruction with its input, and of an answer; four characters a token where not measured. */
	readonly taskTokens: number;
	readonly answerTokens: number;
};

export type RolePlan = {
	readonly calls: number;
	readonly promptTokens: number;
	readonly completionTokens: number;
	/** null: the price is unknown. */
	readonly costNanoUsd: number | null;
};
export type Plan = Readonly<Record<Role, RolePlan>> & {
	readonly total: RolePlan;
	/** What answering the seeds anew adds to using the file's answers. */
	readonly seeds: RolePlan;
};

/**
 * Assumed, until a run has measured them: tokens of the prompts around the texts (the labeller's with a list of forty
 * names), of a verdict, of a skill's name, of a task's heading; candidates per new one.
 */
const PROMPT_TOKENS = { teacher: 45, referee: 190, generator: 130, labeller: 200 };
const NAME_TOKENS = 5;
const HEADING_TOKENS = 8;
const VERDICT_TOKENS = 90;
const CANDIDATES_PER_NEW = 1.25;

/** The plan of a whole run of `recipe.iterations` iterations. */
export function planOf(recipe: Recipe, data: PlanData, prices: RolePrices): Plan {
	const { newPerIteration, cachePool } = recipe.generation;
	const quota = quotaOf(recipe);
	const fresh = quota.hard + quota.easy;
	const toCache = cachePool === 'paper' ? newPerIteration : fresh - newPerIteration;
	const role = (who: Role, calls: number, prompt: number, completion: number) =>
		rolePlan(Math.round(calls), [prompt, completion], pricesOf(prices, who));
	let judged = 0;
	for (let k = 1; k <= recipe.iterations; k++) judged += data.cache + (k - 1) * toCache;
	judged += data.heldOut * (recipe.iterations + 2);
	const seedCalls = seedsToAnswer(recipe, data);
	const answer = PROMPT_TOKENS.teacher + data.taskTokens;
	const seeds = role('teacher', seedCalls, answer, data.answerTokens);
	const teacher = role('teacher', seedCalls + recipe.iterations * fresh, answer, data.answerTokens);
	const referee = role(
		'referee',
		2 * judged,
		PROMPT_TOKENS.referee + data.taskTokens + 2 * data.answerTokens,
		VERDICT_TOKENS,
	);
	const generator = role(
		'generator',
		recipe.iterations * fresh * CANDIDATES_PER_NEW,
		PROMPT_TOKENS.generator + data.taskTokens,
		data.taskTokens + 20,
	);
	const labeller = labellerPlan(recipe, data, prices);
	const total = sumOf([teacher, referee, generator, labeller]);
	return { teacher, referee, generator, labeller, seeds, total };
}

/** Naming skills first: twenty rows a call. */
function labellerPlan({ labelSkills }: Recipe, data: PlanData, prices: RolePrices): RolePlan {
	const rows = labelSkills ? data.unnamed : 0;
	const calls = Math.ceil(rows / LABELS_A_CALL);
	const rowsEach = rows / Math.max(1, calls);
	const prompt = PROMPT_TOKENS.labeller + rowsEach * (HEADING_TOKENS + data.taskTokens);
	return rolePlan(calls, [prompt, rowsEach * NAME_TOKENS], pricesOf(prices, 'labeller'));
}

/** Seeds that the teacher must answer: those of both pools once, and the held-out ones. */
function seedsToAnswer(recipe: Recipe, data: PlanData): number {
	const pools =
		recipe.generation.cachePool === 'paper'
			? Math.max(data.train, data.cache)
			: data.train + data.cache;
	const all = pools + data.heldOut;
	return recipe.seedAnswers === 'file' ? all - Math.min(all, data.answered) : all;
}

function rolePlan(
	calls: number,
	[promptEach, completionEach]: readonly [prompt: number, completion: number],
	prices: Prices,
): RolePlan {
	const promptTokens = Math.round(calls * promptEach);
	const completionTokens = Math.round(calls * completionEach);
	const reply = { text: '', finish: 'stop' as const, promptTokens, completionTokens };
	return { calls, promptTokens, completionTokens, costNanoUsd: costNanoUsd(reply, prices) };
}

function sumOf(plans: readonly RolePlan[]): RolePlan {
	return plans.reduce((a, b) => ({
		calls: a.calls + b.calls,
		promptTokens: a.promptTokens + b.promptTokens,
		completionTokens: a.completionTokens + b.completionTokens,
		costNanoUsd:
			a.costNanoUsd === null || b.costNanoUsd === null ? null : a.costNanoUsd + b.costNanoUsd,
	}));
}
