/** The sentence that the Loop page opens with: the newest thing that is known of the run, and why. */
import type { RunProgress } from '../../../core/progress.ts';
import type { IntervalValue, Run, Score } from '../../../core/run.ts';
import { studentName } from '../../../core/student.ts';
import {
	between,
	count,
	mayBeZero,
	percent,
	plural,
	plusMinus,
	signed,
} from '../../parts/format.ts';
import { plannedCalls, type PoolSizes } from '../../state/pool-sizes.ts';

/** A piece of the sentence; `aside` is an interval, set small beside its number. */
type Phrase = { readonly text: string; readonly aside?: true };
export type Finding = {
	readonly sentence: readonly Phrase[];
	readonly why: string;
	/** The last gain may be 0, so that another iteration is unlikely to pay. */
	readonly suggestsStop: boolean;
};
export type FindingInput = {
	readonly run: Run;
	readonly progress: RunProgress | undefined;
	/** Of any set and order; only held-out ones are used. */
	readonly scores: readonly Score[];
	/** What the run begins with, where it is known. */
	readonly seeds?: PoolSizes | undefined;
};
type KnownScore = Score & { readonly relative: IntervalValue };

/** Held-out scores that have a value, by iteration. */
export function heldOutScores(scores: readonly Score[]): KnownScore[] {
	return scores
		.filter((score): score is KnownScore => score.set === 'heldOut' && score.relative !== null)
		.sort((one, other) => one.iteration - other.iteration);
}

/** The finding of a run in its present state. */
export function findingOf({ run, progress, scores, seeds }: FindingInput): Finding {
	const known = heldOutScores(scores);
	const last = known.at(-1);
	if (last === undefined) return withoutScore(run, progress, seeds);
	const ended = run.state.kind === 'finished' || run.state.kind === 'stopped';
	const first = known[0];
	const before = known.at(-2);
	if (ended && first !== undefined && first !== last) return ending(run, first, last);
	if (before === undefined) return firstScore(last);
	return {
		sentence: comparison(last, before),
		why: gainWords(last),
		suggestsStop: suggestsStop(last),
	};
}

function withoutScore(
	run: Run,
	progress: RunProgress | undefined,
	seeds: PoolSizes | undefined,
): Finding {
	const quiet = { suggestsStop: false };
	if (run.state.kind === 'finished' || run.state.kind === 'stopped')
		return {
			sentence: [{ text: 'The run ended before a student was scored.' }],
			why: 'Everything answered so far is kept. Give it more iterations, or begin a new run.',
			...quiet,
		};
	if (run.state.kind === 'ready' && progress === undefined)
		return { ...before(run, seeds), ...quiet };
	return {
		sentence: [{ text: firstWork(run, progress) }],
		why: 'No score yet. The student is tested on held-out instructions before it learns and after every iteration.',
		...quiet,
	};
}

function before(run: Run, seeds: PoolSizes | undefined): Pick<Finding, 'sentence' | 'why'> {
	const { iterations, recipe, forkedFrom } = run;
	const left = iterations - (forkedFrom?.iteration ?? 0);
	const from =
		forkedFrom === null
			? ''
			: ` after iteration ${String(forkedFrom.iteration)} of the run it comes from`;
	return {
		sentence: [
			{ text: `${plural(left, 'iteration')} planned${from}; nothing has been asked yet.` },
		],
		why: callWords(run, seeds) + (left === 0 ? SEEDS_ONLY : eachWords(recipe.generation)),
	};
}

const SEEDS_ONLY = 'The student learns from the seeds only.';

function eachWords({
	newPerIteration,
	newCachePerIteration,
	cachePool,
}: Run['recipe']['generation']): string {
	if (newPerIteration === 0)
		return 'No new instructions are written: the student sees the same ones again.';
	const each =
		cachePool === 'disjoint'
			? `${count(newPerIteration)} to train on and ${count(newCachePerIteration)} to test on`
			: `${count(newPerIteration)} that enter both pools`;
	return `Each iteration tests the student, then writes new instructions: ${each}.`;
}

/** A fork pays for less than a whole run, by how much is known to its ledger only. */
function callWords(run: Run, seeds: PoolSizes | undefined): string {
	if (seeds === undefined) return '';
	const most = run.forkedFrom === null ? 'About' : 'At most';
	return `${most} ${count(plannedCalls(run, seeds))} calls to the teacher. `;
}

/** What a run does before its first score. */
function firstWork({ recipe }: Run, progress: RunProgress | undefined): string {
	switch (progress?.place?.stage) {
		case 'imitation':
			return recipe.seedAnswers === 'file'
				? 'The student learns from the file’s answers to the seeds first.'
				: 'The teacher answers the seeds; the student learns from them first.';
		case 'evaluation':
			return 'The base student takes its first test.';
		case 'prepare':
		case 'discrimination':
		case 'generation':
		case undefined:
			return 'The base student is being made ready.';
	}
}

function firstScore(score: KnownScore): Finding {
	const name = score.iteration < 0 ? 'Before it learns, the base student' : 'The student';
	return {
		sentence: [
			{ text: `${name} reaches ` },
			...scorePhrases(score.relative),
			{ text: ' of the teacher.' },
		],
		why: `Measured on ${plural(score.n, 'held-out instruction')}, which are never trained on${unscoredWords(score)}.`,
		suggestsStop: false,
	};
}

function ending(run: Run, first: KnownScore, last: KnownScore): Finding {
	const stopped = run.state.kind === 'stopped' ? ' when the run was stopped' : '';
	return {
		sentence: [
			{ text: `${studentName(last.iteration)} reaches ` },
			...scorePhrases(last.relative),
			{ text: ` of the teacher${stopped}; it began at ` },
			...scorePhrases(first.relative),
			{ text: '.' },
		],
		why: endingWords(last),
		suggestsStop: suggestsStop(last),
	};
}

function endingWords(last: KnownScore): string {
	if (last.gain === null) return gainWords(last);
	const whole = `The last iteration gained ${points(last.gain)}`;
	if (mayBeZero(last.gain)) return `${whole}: it may be 0. Another iteration is unlikely to pay.`;
	if (last.gain.high < 0) return `${whole}: a loss. The student before it is the better one.`;
	return `${whole}: a real gain, so another iteration may still pay.`;
}

function gainWords(score: KnownScore): string {
	const on = `on the same ${plural(score.n, 'held-out instruction')}${unscoredWords(score)}`;
	if (score.gain === null) return `Measured ${on}.`;
	const gain = `${points(score.gain)} ${on}`;
	if (mayBeZero(score.gain)) return `The gain may be 0: ${gain}. Stopping here is sensible.`;
	return score.gain.high < 0 ? `A real loss: ${gain}.` : `A real gain: ${gain}.`;
}

function unscoredWords({ unscored }: Score): string {
	return unscored === 0 ? '' : ` (${count(unscored)} unscored, in no mean)`;
}

function suggestsStop({ gain, iteration }: KnownScore): boolean {
	return iteration > 0 && gain !== null && gain.low <= 0;
}

function points(gain: IntervalValue): string {
	return `${signed(gain.value)} points (${between(gain)})`;
}

function comparison(last: KnownScore, before: KnownScore): Phrase[] {
	const ago = agoWords(last.iteration, before.iteration);
	const now = [{ text: 'The student reaches ' }, ...scorePhrases(last.relative)];
	if (percent(last.relative.value) === percent(before.relative.value))
		return [...now, { text: ` of the teacher, the same as ${ago}.` }];
	const direction = last.relative.value < before.relative.value ? 'down from' : 'up from';
	return [
		...now,
		{ text: ` of the teacher, ${direction} ` },
		...scorePhrases(before.relative),
		{ text: ` ${ago}.` },
	];
}

function agoWords(last: number, before: number): string {
	if (before < 0) return 'before it learnt';
	const iterations = last - before;
	return iterations === 1 ? 'one iteration ago' : `${count(iterations)} iterations ago`;
}

function scorePhrases(value: IntervalValue): Phrase[] {
	return [{ text: `${percent(value.value)} ` }, { text: plusMinus(value), aside: true }];
}
