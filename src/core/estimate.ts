/** How long it will still take: from the rate of what is under way and the stages already done. */
import { placesOf } from './loop/places.ts';
import type { RunBook } from './loop/run-book.ts';
import type { Run, StagePlace } from './run.ts';

export type StepRate = {
	/** Things left; null when their number is unknown. */
	readonly left: number | null;
	/** Things a second since the step began. */
	readonly perSecond: number;
};

export type TimeLeft = {
	readonly secondsLeftInStage: number | null;
	readonly secondsLeft: number | null;
};

/** Seconds left in the stage and in the run; null where a rate or an earlier stage of the kind is missing. */
export function secondsLeft(
	book: RunBook,
	run: Pick<Run, 'iterations' | 'trial'>,
	place: StagePlace | null,
	rates: readonly StepRate[],
): TimeLeft {
	const inStage = stageSeconds(rates);
	const inRun = inStage === null || place === null ? null : laterSeconds(book, run, place);
	return {
		secondsLeftInStage: inStage,
		secondsLeft: inStage === null || inRun === null ? null : inStage + inRun,
	};
}

/** The slowest of the steps, which run side by side; null when one has no rate yet. */
function stageSeconds(rates: readonly StepRate[]): number | null {
	let seconds: number | null = null;
	for (const { left, perSecond } of rates) {
		if (left === null) return null;
		if (left === 0) continue;
		if (perSecond <= 0) return null;
		seconds = Math.max(seconds ?? 0, left / perSecond);
	}
	return seconds;
}

/** What the stages after `place` took the last time they were carried out; null when one never was. */
function laterSeconds(
	book: RunBook,
	{ iterations, trial }: Pick<Run, 'iterations' | 'trial'>,
	place: StagePlace,
): number | null {
	const places = placesOf(iterations, trial !== undefined);
	const here = places.findIndex(
		({ iteration, stage }) => iteration === place.iteration && stage === place.stage,
	);
	let total = 0;
	for (const { stage } of places.slice(here + 1)) {
		const last = [...book.stages.values()]
			.filter((entry) => entry.stage === stage && entry.finishedAt !== null)
			.sort((a, b) => a.iteration - b.iteration)
			.at(-1);
		if (last === undefined) return null;
		total += last.seconds;
	}
	return total;
}
