/** The practice families of numerals: one number written in several ways. */
import { integerBetween } from '../../random.ts';
import { familiesOf, NUMBER, type Family } from '../family.ts';

const family = familiesOf('numerals');

const NUMBER_WORDS = (
	'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen ' +
	'seventeen eighteen nineteen twenty'
).split(' ');

const ROMAN_SIGNS: readonly (readonly [value: number, sign: string])[] = [
	[1000, 'M'],
	[900, 'CM'],
	[500, 'D'],
	[400, 'CD'],
	[100, 'C'],
	[90, 'XC'],
	[50, 'L'],
	[40, 'XL'],
	[10, 'X'],
	[9, 'IX'],
	[5, 'V'],
	[4, 'IV'],
	[1, 'I'],
];

function toRoman(number: number): string {
	let roman = '';
	let rest = number;
	for (const [value, sign] of ROMAN_SIGNS) {
		roman += sign.repeat(Math.floor(rest / value));
		rest %= value;
	}
	return roman;
}

function fromRoman(roman: string): number {
	let number = 0;
	let rest = roman;
	for (const [value, sign] of ROMAN_SIGNS)
		while (rest.startsWith(sign)) {
			number += value;
			rest = rest.slice(sign.length);
		}
	return number;
}

function ordinalEnding(number: number): string {
	if (number % 100 > 10 && number % 100 < 14) return 'th';
	return ['th', 'st', 'nd', 'rd'][number % 10] ?? 'th';
}

export const NUMERALS: readonly Family[] = [
	family({
		skill: 'to roman',
		slotPatterns: { n: '[1-9]\\d{0,2}' },
		drawSlots: (random) => ({ n: integerBetween(random, 1, 59) }),
		answerOf: ({ n }) => toRoman(Number(n)),
		wordings: `
			<GIVE> <N> as a roman numeral
			convert <N> into roman numerals
			what is {n} in roman numerals?
			how did the romans write {n}?
			chapter {n} with roman figures is what?
			carve <N> in stone like in old Rome
			the old clock shows {n} in roman style, how?
			king number {n} has which roman number?
			put <N> into the roman system
			{n} in letters like I V X, please
			latin numeral for {n}`,
	}),
	family({
		skill: 'from roman',
		slotPatterns: { n: '[IVXLCDM]{1,12}' },
		drawSlots: (random) => ({ n: toRoman(integerBetween(random, 1, 59)) }),
		answerOf: ({ n }) => fromRoman(n),
		wordings: `
			<GIVE> the roman numeral {n} as a number
			what number is {n} in roman numerals?
			decode the roman numeral {n}
			which value does roman {n} have?
			on the old clock i read {n}; what is it today?
			chapter {n} is which chapter in normal figures?
			translate {n} from the roman system
			the stone shows {n}; how much is that?
			king {n} was number what?
			turn the roman sign {n} into digits
			how would we write roman {n} now?`,
	}),
	family({
		skill: 'ordinal',
		slotPatterns: { n: NUMBER },
		drawSlots: (random) => ({ n: integerBetween(random, 1, 99) }),
		answerOf: ({ n }) => n + ordinalEnding(Number(n)),
		wordings: `
			<GIVE> <N> as an ordinal
			what is the ordinal of {n}?
			<GIVE> the ordinal form of {n}
			<NAME> came in at place {n}, so which one in order?
			birthday number {n} is called the what?
			how do you shorten the rank {n}?
			floor {n} is the what floor?
			put the right ending on {n} like first or second
			turn <N> into a position
			date {n} of the month is spoken as the what?
			rank <N> in short form`,
	}),
	family({
		skill: 'to binary',
		slotPatterns: { n: NUMBER },
		drawSlots: (random) => ({ n: integerBetween(random, 1, 31) }),
		answerOf: ({ n }) => Number(n).toString(2),
		wordings: `
			<GIVE> <N> in binary
			convert <N> into a binary number
			what is {n} in base two?
			how does a computer store {n}?
			encode {n} with zeros and ones
			<N> in bits is what?
			put <N> into the dual system
			show the bit pattern of {n}
			change {n} from decimal to binary
			lamps on and off show {n} as which bits?
			which bits make up {n}?`,
	}),
	family({
		skill: 'number word',
		slotPatterns: { n: '1\\d|20|\\d' },
		drawSlots: (random) => ({ n: integerBetween(random, 0, 20) }),
		answerOf: ({ n }) => NUMBER_WORDS[Number(n)] ?? '',
		wordings: `
			<GIVE> <N> in words
			spell the number {n}
			how do you say {n}?
			what is {n} written out?
			put <N> into letters
			on a check, how do i write {n} in full?
			read {n} aloud
			the word for the digit {n} is what?
			name the figure {n}
			{n} as a word, please
			turn {n} from digits to text`,
	}),
];
