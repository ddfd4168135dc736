/** What a task family is: its wordings, how its values are drawn and read, and the answer to them. */
import { integerBetween, pickOne, type Random } from '../random.ts';
import { MACROS } from './phrases.ts';
import { parseTemplate, type Slots, type Template } from './template.ts';

/** One of the world's skills. */
export type Family = {
	readonly skill: string;
	readonly domain: string;
	/** The bare name that stands before the values in a worksheet line. */
	readonly sheetName: string;
	readonly wordings: readonly Template[];
	/** For each slot, the regular expression of its values. */
	readonly slotPatterns: Slots;
	/** Slots whose values stand in quotes in a worksheet line. */
	readonly quoted: readonly string[];
	readonly drawSlots: (random: Random) => Slots;
	readonly answerOf: (slots: Slots) => string;
};

/** A family as a domain file writes it down; `Slot` are its slot names. */
export type FamilySource<Slot extends string> = {
	readonly skill: string;
	readonly sheetName?: string;
	readonly slotPatterns: Readonly<Record<Slot, string>>;
	readonly quoted?: readonly Slot[];
	/** One wording a line. */
	readonly wordings: string;
	readonly drawSlots: (random: Random) => Readonly<Record<Slot, string | number>>;
	readonly answerOf: (slots: Readonly<Record<Slot, string>>) => string | number;
};

/** A maker of the families of `domain`. */
export function familiesOf(domain: string) {
	return <Slot extends string>(source: FamilySource<Slot>): Family => ({
		skill: source.skill,
		domain,
		sheetName: source.sheetName ?? source.skill.replaceAll(' ', '_'),
		wordings: source.wordings
			.trim()
			.split('\n')
			.map((wording) => parseTemplate(wording.trim(), MACROS)),
		slotPatterns: source.slotPatterns,
		quoted: source.quoted ?? [],
		drawSlots: (random) => {
			const drawn = Object.entries<string | number>(source.drawSlots(random));
			return Object.fromEntries(drawn.map(([slot, value]) => [slot, String(value)]));
		},
		// The slots were drawn by this family, or read by its own patterns: they are its slots.
		answerOf: (slots) => String(source.answerOf(slots)),
	});
}

/** Slot pattern of a whole number. */
export const NUMBER = '\\d{1,6}';
/** Slot pattern of two or more whole numbers with a space between them. */
export const NUMBERS = '\\d{1,6}(?: \\d{1,6})+';
/** Slot pattern of a made-up word; its wordings put it in quotes. */
export const WORD = '[a-z]+';

/** Slot pattern of a closed list of words. */
export const oneOf = (words: readonly string[]): string => `(?:${words.join('|')})(?![a-z])`;

/** `count` whole numbers in [1, highest]. */
export function drawNumbers(random: Random, count: number, highest = 99): number[] {
	return Array.from({ length: count }, () => integerBetween(random, 1, highest));
}

/** The numbers of a list slot. */
export const numbersIn = (list: string): number[] => list.split(' ').map(Number);

/** A made-up word of consonants and vowels by turns, of between `shortest` and `longest` letters. */
export function drawWord(random: Random, shortest = 3, longest = 6): string {
	const length = integerBetween(random, shortest, longest);
	const consonantTurn = random() < 0.5 ? 1 : 0;
	let word = '';
	for (let index = 0; index < length; index++)
		word += pickOne(random, index % 2 === consonantTurn ? CONSONANTS : VOWELS);
	return word;
}

/** The letters of a word of this world, all of them ASCII. */
export const lettersOf = (word: string): string[] => Array.from(word);

export const VOWELS: readonly string[] = lettersOf('aeiou');
const CONSONANTS: readonly string[] = lettersOf('bcdfghklmnprstvw');

const words = (list: string): readonly string[] => list.split(' ');

export const NOUNS = words(
	'cat dog bird house tree river table garden window flower chair street picture letter book lamp boat shoe cloud ' +
		'bottle train ticket apple orange',
);
export const VERBS = words('walk jump open clean paint visit call help wash cook plant watch');
export const ADJECTIVES = words('small big old new red green clean dark warm cold');
