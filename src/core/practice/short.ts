/**
 * The practice run for the impatient: two iterations and fewer held-out instructions. The rest is as in the whole one: with a
 * third of the seeds no gain over the base could be shown, with 600 new instructions and 318 held out none over the seeds
 * (docs/log.md).
 */
import type { PracticeSizes } from './project.ts';

export const SHORT_PRACTICE: { readonly sizes: PracticeSizes; readonly iterations: number } = {
	sizes: { train: 2500, cache: 1000, heldOutPerSkill: 12, developmentPerSkill: 2 },
	iterations: 2,
};
