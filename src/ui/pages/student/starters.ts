/** Tasks of the practice world to ask with one click. */
import { makeTask, PRACTICE_SKILLS, UNLEARNABLE_SKILLS } from '../../../core/practice/world.ts';
import { seededRandom, shuffled } from '../../../core/random.ts';

export type Starter = { readonly skill: string; readonly text: string };
const COUNT = 5;

/** Five tasks of different skills; another `round` gives others, the same round the same. */
export function starters(round: number): readonly Starter[] {
	const random = seededRandom('chat starters', round);
	const learnable = PRACTICE_SKILLS.filter((skill) => !UNLEARNABLE_SKILLS.includes(skill));
	return shuffled(random, learnable)
		.slice(0, COUNT)
		.map((skill) => ({ skill, text: makeTask(skill, random).instruction }));
}
