/** A run that branches off: the seed that it is offered, and what its draws will be. */
import type { Run } from '../../../core/run.ts';

/** The next seed that no run of the project has. */
export function freeSeed(run: Run, siblings: readonly Run[]): number {
	const taken = new Set(siblings.map(({ recipe }) => recipe.seed));
	let seed = run.recipe.seed + 1;
	while (taken.has(seed)) seed++;
	return seed;
}

/** `isOtherwise`: some number that decides draws or training is not this run's. */
export function drawsWords(isSameSeed: boolean, isOtherwise: boolean): string {
	if (!isSameSeed)
		return 'Another seed draws other parents: what the new run writes is asked and paid for like any iteration.';
	return isOtherwise
		? 'The same seed repeats the same draws, as far as the changed numbers leave them.'
		: 'The same seed with the same numbers repeats the same draws: the new run makes again what this one made.';
}
