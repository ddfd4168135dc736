/** What a run does at each of its places, in counts: calls by role, student answers, rows to train on. */
import type { Role } from '../call.ts';
import { quotaOf } from '../loop/candidates.ts';
import { placesOf } from '../loop/places.ts';
import { LABELS_A_CALL } from '../prompts/labeller-prompt.ts';
import type { Recipe } from '../recipe.ts';
import type { StagePlace } from '../run.ts';

/** What is known of the instructions before the first call. */
export type PlanData = {
	/** Sizes of the pools of the seeds; as in the paper, both hold all of them. */
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

export type Work = {
	readonly place: StagePlace;
	/** Not rounded. */
	readonly calls: Readonly<Record<Role, number>>;
	readonly studentAnswers: number;
	/** Rows that the trainer goes through, epochs counted; null: it trains nothing here. */
	readonly trainedRows: number | null;
};

const NO_CALLS: Work['calls'] = { teacher: 0, referee: 0, generator: 0, labeller: 0 };

/** The work of a run of `recipe.iterations` iterations, in the order of its places. */
export function workOf(
	recipe: Recipe,
	data: PlanData,
	candidatesPerNew: number,
	isTrial = false,
): readonly Work[] {
	return placesOf(recipe.iterations, isTrial).map((place) => ({
		place,
		...nothing(),
		...workAt(recipe, data, candidatesPerNew, place),
	}));
}

function nothing(): Omit<Work, 'place'> {
	return { calls: NO_CALLS, studentAnswers: 0, trainedRows: null };
}

function workAt(
	recipe: Recipe,
	data: PlanData,
	candidatesPerNew: number,
	{ iteration, stage }: StagePlace,
): Partial<Work> {
	const open = openShare(recipe, data);
	switch (stage) {
		case 'prepare': {
			const labeller = recipe.labelSkills ? Math.ceil(data.unnamed / LABELS_A_CALL) : 0;
			return { calls: { ...NO_CALLS, labeller } };
		}
		case 'imitation':
			return {
				calls: {
					...NO_CALLS,
					teacher: iteration === 0 ? open * data.train : newOnes(recipe).train,
				},
				trainedRows: recipe.training.epochs * rowsAnEpoch(recipe, data, iteration),
			};
		case 'evaluation': {
			// The base is scored first: by then the held-out rows have their answers.
			const teacher = iteration < 0 ? open * data.heldOut : 0;
			return judged(data.heldOut, teacher);
		}
		case 'discrimination':
			return discriminated(recipe, data, iteration);
		case 'generation': {
			const { hard, easy } = quotaOf(recipe);
			return { calls: { ...NO_CALLS, generator: candidatesPerNew * (hard + easy) } };
		}
	}
}

/** Two verdicts on each of `rows`, of which the teacher has still to answer some. */
function judged(rows: number, teacher: number): Partial<Work> {
	return { calls: { ...NO_CALLS, teacher, referee: 2 * rows }, studentAnswers: rows };
}

/** Each student is tested on all of the Cache Pool; only what is new in it has no answer of the teacher's yet. */
function discriminated(recipe: Recipe, data: PlanData, iteration: number): Partial<Work> {
	const { cache } = newOnes(recipe);
	const isDisjoint = recipe.generation.cachePool === 'disjoint';
	const seeds = isDisjoint ? data.cache : Math.max(0, data.cache - data.train);
	const teacher = iteration === 1 ? openShare(recipe, data) * seeds : isDisjoint ? cache : 0;
	return judged(data.cache + (iteration - 1) * cache, teacher);
}

/** What an iteration adds to each pool. */
function newOnes(recipe: Recipe): { readonly train: number; readonly cache: number } {
	const { newPerIteration: train, cachePool } = recipe.generation;
	const { hard, easy } = quotaOf(recipe);
	return { train, cache: cachePool === 'paper' ? train : hard + easy - train };
}

function rowsAnEpoch({ training, generation }: Recipe, data: PlanData, iteration: number): number {
	if (iteration === 0) return data.train;
	const { newPerIteration } = generation;
	return newPerIteration > 0 ? newPerIteration : Math.min(training.rowsWithoutNew, data.train);
}

/** Share of the seeds that the teacher must answer. */
function openShare(recipe: Recipe, data: PlanData): number {
	if (recipe.seedAnswers === 'teacher') return 1;
	const pools =
		recipe.generation.cachePool === 'paper'
			? Math.max(data.train, data.cache)
			: data.train + data.cache;
	const all = pools + data.heldOut;
	return all === 0 ? 0 : (all - Math.min(all, data.answered)) / all;
}
