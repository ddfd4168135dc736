/** Candidates of an iteration, numbered: operator, parent and seed of each follow from recipe and earlier replies alone. */
import { isHard } from '../difficulty.ts';
import type { Instruction, Operator, Pool } from '../instruction.ts';
import { integerBetween, pickOne, seededRandom, shuffled, type Random } from '../random.ts';
import type { Recipe } from '../recipe.ts';
import type { Student } from '../student.ts';
import { cachePool } from './pools.ts';
import type { RunBook } from './run-book.ts';

export type Quota = Readonly<Record<Operator, number>>;
export type Outcome = { readonly operator: Operator; readonly accepted: boolean };

/** How many of each operator an iteration wants: those to train on and those for the Cache Pool alone. */
export function quotaOf(recipe: Recipe): Quota {
	const { newPerIteration, newCachePerIteration, cachePool: kind, hardShare } = recipe.generation;
	const wanted =
		newPerIteration + (kind === 'disjoint' && newPerIteration > 0 ? newCachePerIteration : 0);
	const hard = Math.round(wanted * hardShare);
	return { hard, easy: wanted - hard };
}

/** Of so many candidates in a row, so many were new. */
export type Tally = { readonly asked: number; readonly accepted: number };
export type Wave = {
	/** Number of the wave's first candidate. */
	readonly first: number;
	/** One operator a candidate; empty when the quota is met or the generator has run dry. */
	readonly operators: readonly Operator[];
	/** The candidates on which it was given up; null while it goes on and when the quota is met. */
	readonly dry: Tally | null;
};

/** Hard and easy in turn, in their proportion. */
function interleaved(need: Quota): Operator[] {
	const total = need.hard + need.easy;
	return Array.from({ length: total }, (_, index) =>
		Math.floor(((index + 1) * need.hard) / total) > Math.floor((index * need.hard) / total)
			? 'hard'
			: 'easy',
	);
}

/** Candidates tried at most, as a multiple of the quota: beyond it the generator has run dry. */
const TRIES_PER_WANTED = 8;
/** It has run dry sooner when of the last waves, of so many candidates together, less than this share was new. */
const FEWEST_TO_JUDGE = 100;
const LEAST_SHARE = 0.03;

/**
 * The wave in progress. A wave asks for exactly what is still missing, so that no reply is paid for in vain; outcomes of
 * earlier candidates (by number) decide where it begins, and whether another is worth it.
 */
export function currentWave(quota: Quota, outcomeOf: (index: number) => Outcome | undefined): Wave {
	const accepted = { hard: 0, easy: 0 };
	const waves: Tally[] = [];
	const limit = TRIES_PER_WANTED * (quota.hard + quota.easy) + 64;
	let first = 0;
	for (;;) {
		const missing = interleaved({
			hard: quota.hard - accepted.hard,
			easy: quota.easy - accepted.easy,
		});
		const dry = missing.length === 0 ? null : dryTally(waves, first >= limit);
		if (missing.length === 0 || dry !== null) return { first, operators: [], dry };
		const operators = missing.slice(0, limit - first);
		let fresh = 0;
		for (const [place, operator] of operators.entries()) {
			const outcome = outcomeOf(first + place);
			if (outcome === undefined) return { first, operators, dry: null };
			if (!outcome.accepted) continue;
			accepted[operator]++;
			fresh++;
		}
		first += operators.length;
		waves.push({ asked: operators.length, accepted: fresh });
	}
}

/** The candidates that show that the generator has run dry; null when the next wave is worth asking for. */
function dryTally(waves: readonly Tally[], isAtLimit: boolean): Tally | null {
	let [asked, accepted] = [0, 0];
	for (const wave of waves.toReversed()) {
		asked += wave.asked;
		accepted += wave.accepted;
		if (!isAtLimit && asked >= FEWEST_TO_JUDGE)
			return accepted < LEAST_SHARE * asked ? { asked, accepted } : null;
	}
	return isAtLimit ? { asked, accepted } : null;
}

/** Why an iteration got `missing` fewer than its quota, as its report says it; null when it got all. */
export function shortOfWords(missing: number, dry: Tally | null): string | null {
	if (dry === null) return null;
	const [fewer, asked] = [missing, dry.asked].map((number) => number.toLocaleString('en-US'));
	const fresh =
		dry.accepted === 0 ? 'none was' : dry.accepted === 1 ? '1 was' : `${dry.accepted} were`;
	return `${fewer} fewer than wanted: of the last ${asked} candidates ${fresh} new, so no more were asked for.`;
}

export type Parents = {
	readonly hard: readonly Instruction[];
	readonly easy: readonly Instruction[];
	readonly all: readonly Instruction[];
	/** Share of a skill's scored instructions in the Cache Pool that are easy, 0–1. */
	readonly solvedShare: ReadonlyMap<string, number>;
};

/** The judged Cache Pool of iteration k as parents; unscored ones are only in `all`. */
export function parentsOf(
	book: RunBook,
	recipe: Recipe,
	iteration: number,
	student: Student,
): Parents {
	const all = cachePool(book, recipe, iteration);
	const hard: Instruction[] = [];
	const easy: Instruction[] = [];
	const counts = new Map<string, { solved: number; scored: number }>();
	for (const row of all) {
		const scores = book.pairScores(row.id, student);
		if (scores === undefined) continue;
		const failed = isHard(scores, recipe.referee);
		(failed ? hard : easy).push(row);
		if (row.skill === null) continue;
		const count = counts.get(row.skill) ?? { solved: 0, scored: 0 };
		counts.set(row.skill, { solved: count.solved + (failed ? 0 : 1), scored: count.scored + 1 });
	}
	const solvedShare = new Map([...counts].map(([skill, n]) => [skill, n.solved / n.scored]));
	return { hard, easy, all, solvedShare };
}

export type Candidate = {
	readonly index: number;
	readonly operator: Operator;
	readonly parent: Instruction;
	/** Seed of the request, 31 bits. */
	readonly seed: number;
};

/** Candidate `index`; throws RangeError when there is no possible parent. */
export function drawCandidate(
	parents: Parents,
	recipe: Recipe,
	iteration: number,
	place: { readonly index: number; readonly operator: Operator },
): Candidate {
	const random = seededRandom(recipe.seed, 'candidate', iteration, place.index);
	const parent = drawParent(parents, recipe.generation.targeting, place.operator, random);
	return { ...place, parent, seed: integerBetween(random, 0, 2 ** 31 - 1) };
}

function drawParent(
	parents: Parents,
	targeting: Recipe['generation']['targeting'],
	operator: Operator,
	random: Random,
): Instruction {
	const group = targeting === 'random' ? parents.all : parents[operator];
	const choices = group.length > 0 ? group : parents.all;
	if (targeting !== 'learnable' || operator === 'easy') return pickOne(random, choices);
	// Failed *and* sometimes solved: a parent of a skill that is never solved is kept one time in ten.
	for (;;) {
		const parent = pickOne(random, choices);
		const solved = parent.skill === null ? 1 : (parents.solvedShare.get(parent.skill) ?? 1);
		if (random() < Math.max(0.1, solved)) return parent;
	}
}

/** The pool of the n-th accepted instruction: both as in the paper, or one of the two by a draw of the seed. */
export function newPools(recipe: Recipe, iteration: number): readonly Pool[] {
	const { newPerIteration, newCachePerIteration, cachePool: kind } = recipe.generation;
	if (kind === 'paper') return Array.from({ length: newPerIteration }, () => 'both');
	return shuffled(seededRandom(recipe.seed, 'new-pools', iteration), [
		...Array.from({ length: newPerIteration }, (): Pool => 'train'),
		...Array.from({ length: newPerIteration > 0 ? newCachePerIteration : 0 }, (): Pool => 'cache'),
	]);
}
