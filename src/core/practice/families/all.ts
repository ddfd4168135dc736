/** The 53 families by skill, and the fixed order of how frequent they are. */
import type { Family } from '../family.ts';
import { ARITHMETIC } from './arithmetic.ts';
import { COMPARISON } from './comparison.ts';
import { DATES } from './dates.ts';
import { LETTERS } from './letters.ts';
import { LISTS } from './lists.ts';
import { LOOKUPS } from './lookups.ts';
import { NUMERALS } from './numerals.ts';
import { REWRITING } from './rewriting.ts';
import { UNITS } from './units.ts';

/** Every family by its skill. */
export const FAMILIES: ReadonlyMap<string, Family> = new Map(
	[ARITHMETIC, LETTERS, LISTS, DATES, UNITS, COMPARISON, NUMERALS, REWRITING, LOOKUPS].flatMap(
		(families) => families.map((family) => [family.skill, family] as const),
	),
);

/** The family of a skill; throws RangeError for a skill that isn't the world's. */
export function familyOf(skill: string): Family {
	const family = FAMILIES.get(skill);
	if (!family) throw new RangeError(`expected a skill of the practice world, got "${skill}"`);
	return family;
}

/** The world's 53 skills, most frequent first; the first nine are from nine domains. */
export const PRACTICE_SKILLS: readonly string[] = [
	'feet to inches',
	'sequence',
	'minimum',
	'last letter',
	'from roman',
	'swap',
	'month name',
	'is even',
	'opposite',
	'hours to minutes',
	'repeat word',
	'minutes to hours',
	'uppercase',
	'count items',
	'sort up',
	'days in month',
	'clock',
	'weeks to days',
	'is greater',
	'drop vowels',
	'meters to centimeters',
	'day before',
	'previous number',
	'last item',
	'alphabetical',
	'half',
	'add',
	'next number',
	'ordinal',
	'reverse word',
	'plural',
	'length',
	'larger',
	'spell out',
	'maximum',
	'capital',
	'count letter',
	'double',
	'kilograms to grams',
	'to binary',
	'day after',
	'shift',
	'question',
	'remainder',
	'negate',
	'first item',
	'first letter',
	'polite',
	'number word',
	'young',
	'to roman',
	'past',
	'month after',
];

/** Skills that a student of a million parameters doesn't learn in minutes, as real pools have them. */
export const UNLEARNABLE_SKILLS: readonly string[] = [
	'add',
	'sort up',
	'larger',
	'alphabetical',
	'clock',
];

/** Skills whose wordings the small student knows before any imitation: seven frequent ones, six rare ones. */
export const KNOWN_SKILLS: readonly string[] = [
	'feet to inches',
	'sequence',
	'minimum',
	'last letter',
	'hours to minutes',
	'repeat word',
	'minutes to hours',
	'from roman',
	'half',
	'spell out',
	'to binary',
	'swap',
	'month name',
];
