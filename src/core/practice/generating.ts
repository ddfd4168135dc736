/** The practice teacher as generator: a new task of the same skill, or of a rarer one of its domain. */
import { pickOne, type Random } from '../random.ts';
import { domainOf, makeTask, PRACTICE_SKILLS, readTask } from './world.ts';

/**
 * The generator's reply on section INSTRUCTION: JSON when `structured`, else the instruction alone. Hard: the same
 * skill. Easy: a skill of the same domain that is rarer, uniform over them; the same skill where it is the rarest.
 * A task of another world has no successor in this one: an empty instruction, which the filters turn down.
 */
export function generatorReply(
	sections: ReadonlyMap<string, string>,
	operator: 'hard' | 'easy',
	{ structured, random }: { readonly structured: boolean; readonly random: Random },
): string {
	const parent = readTask((sections.get('INSTRUCTION') ?? '').trim());
	if (!parent) return structured ? JSON.stringify({ instruction: '', input: '', skill: '' }) : '';
	const skill = operator === 'hard' ? parent.skill : rarerSkill(parent.skill, random);
	const { instruction } = makeTask(skill, random);
	return structured ? JSON.stringify({ instruction, input: '', skill }) : instruction;
}

function rarerSkill(skill: string, random: Random): string {
	const rarer = PRACTICE_SKILLS.slice(PRACTICE_SKILLS.indexOf(skill) + 1).filter(
		(other) => domainOf(other) === domainOf(skill),
	);
	return rarer.length === 0 ? skill : pickOne(random, rarer);
}
