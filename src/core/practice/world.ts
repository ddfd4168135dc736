/** The practice world: tasks with exact answers, written from wordings and read back from their text. */
import { pickOne, type Random } from '../random.ts';
import { FAMILIES, familyOf } from './families/all.ts';
import { ADJECTIVES, NOUNS, VERBS, type Family } from './family.ts';
import { CAPITALS, YOUNG_ANIMALS } from './families/lookups.ts';
import { DAYS, MONTHS } from './families/dates.ts';
import { CLOSERS, CONTEXTS, MACROS, OPENERS } from './phrases.ts';
import { readings } from './reading.ts';
import { allWords, fillTemplate, parseTemplate, type Template } from './template.ts';

export { KNOWN_SKILLS, PRACTICE_SKILLS, UNLEARNABLE_SKILLS } from './families/all.ts';

/** An instruction with its exact answer. */
export type PracticeTask = {
	readonly instruction: string;
	readonly answer: string;
	readonly skill: string;
	readonly domain: string;
};

/** The domain of a skill; throws RangeError for a skill that isn't the world's. */
export function domainOf(skill: string): string {
	return familyOf(skill).domain;
}

/** A new task of `skill`: a wording with drawn values, wrapped in an opener, a context and a closer by chance. */
export function makeTask(skill: string, random: Random): PracticeTask {
	const family = familyOf(skill);
	const slots = family.drawSlots(random);
	let core = fillTemplate(pickOne(random, family.wordings), slots, random);
	if (/^(?:what is|which)/.test(core) && !core.endsWith('?')) core += '?';
	return taskOf(family, wrap(core, random), family.answerOf(slots));
}

/** The bare skill as a line ("half: 12"), wrapped like an instruction when `noisy`. Base students learn from these. */
export function makeWorksheet(skill: string, random: Random, noisy: boolean): PracticeTask {
	const family = familyOf(skill);
	const slots = family.drawSlots(random);
	const values = Object.entries(slots).map(([slot, value]) =>
		family.quoted.includes(slot) ? `"${value}"` : value,
	);
	const line = `${family.sheetName}: ${values.join(' ')}`;
	return taskOf(family, noisy ? wrap(line, random) : line, family.answerOf(slots));
}

/** The task that an instruction states, from its text alone; `undefined` when it isn't one of this world's. */
export function readTask(instruction: string): PracticeTask | undefined {
	const [reading] = readings(instruction);
	if (!reading) return undefined;
	return taskOf(reading.family, instruction, reading.family.answerOf(reading.slots));
}

/** Every word of two letters or more that the world is written in, sorted; numbers and made-up words left out. */
export function vocabularyWords(): readonly string[] {
	const templates: readonly Template[] = [
		...OPENERS,
		...CONTEXTS,
		...CLOSERS,
		...[...FAMILIES.values()].flatMap((family) => family.wordings),
		...Object.values(MACROS).flatMap((texts) => texts.map((text) => parseTemplate(text, MACROS))),
	];
	const values = [
		...[NOUNS, VERBS, ADJECTIVES, DAYS, MONTHS, VERBS.map((verb) => `${verb}ed`)],
		...[[...CAPITALS.keys()], [...CAPITALS.values()], [...YOUNG_ANIMALS.keys()]],
		['Please', 'The', 'Is'],
	].flat();
	const words = [...templates.flatMap(allWords), ...values].filter((word) => word.length >= 2);
	return [...new Set(words)].sort((a, b) => (a < b ? -1 : 1));
}

function taskOf(family: Family, instruction: string, answer: string): PracticeTask {
	return { instruction, answer, skill: family.skill, domain: family.domain };
}

/** Shares of instructions with an opener, a context and a closer. */
const OPENER_SHARE = 0.5;
const CONTEXT_SHARE = 0.85;
const CLOSER_SHARE = 0.7;

function wrap(core: string, random: Random): string {
	const maybe = (share: number, templates: readonly Template[]) =>
		random() < share ? fillTemplate(pickOne(random, templates), {}, random) : '';
	const before = maybe(OPENER_SHARE, OPENERS) + maybe(CONTEXT_SHARE, CONTEXTS);
	const closer = maybe(CLOSER_SHARE, CLOSERS);
	const stop = closer === '' || /[?.!]$/.test(core) ? '' : '.';
	return before + core + stop + closer;
}
