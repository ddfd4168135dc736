/** The practice families of arithmetic. */
import { integerBetween, pickOne } from '../../random.ts';
import { drawNumbers, familiesOf, NUMBER, NUMBERS, numbersIn, type Family } from '../family.ts';

const family = familiesOf('arithmetic');

export const ARITHMETIC: readonly Family[] = [
	family({
		skill: 'add',
		slotPatterns: { a: NUMBER, b: NUMBER },
		drawSlots: (random) => {
			const [a = 1, b = 1] = drawNumbers(random, 2);
			return { a, b };
		},
		answerOf: ({ a, b }) => Number(a) + Number(b),
		wordings: `
			add {a} and {b}
			<WHAT> the sum of {a} and {b}
			how much is {a} plus {b}?
			[work out/compute/calculate] {a} + {b}
			[put/bring] {a} and {b} together, what total [do you get/comes out]?
			<NAME> has {a} [coins/stamps/cards] and gets {b} more; how many now?
			{a} [eggs/apples/books] and {b} more make how many?
			increase {a} by {b}
			[combine/join] the amounts {a} and {b} into one
			raise {a} by another {b}
			what do you get when {b} is added to {a}?`,
	}),
	family({
		skill: 'double',
		slotPatterns: { n: NUMBER },
		drawSlots: (random) => ({ n: integerBetween(random, 2, 99) }),
		answerOf: ({ n }) => 2 * Number(n),
		wordings: `
			double <N>
			[what is/how much is] twice {n}?
			multiply {n} by two
			[take/count] {n} two times
			<WHAT> the double of <N>
			two [boxes/bags/rows] hold {n} [apples/books/eggs] each; how many in all?
			[make/turn] <N> twice as [big/large/much]
			add {n} to itself
			<NAME> has {n} [coins/stamps] and <NAME> just as many; how many together?
			if one [side/half/pair] is {n}, what are both together?
			scale <N> up by a factor of two`,
	}),
	family({
		skill: 'half',
		slotPatterns: { n: NUMBER },
		drawSlots: (random) => ({ n: 2 * integerBetween(random, 1, 49) }),
		answerOf: ({ n }) => Number(n) / 2,
		wordings: `
			<WHAT> half of <N>
			[divide/split] {n} by two
			halve <N>
			[share/spread] {n} [coins/eggs/apples] between two [friends/people]; how many does each get?
			cut <N> in two equal parts
			fifty percent of {n} is what?
			[a shop/the market] sells {n} [shoes/socks] at half price; what do they cost?
			make <N> two times smaller
			{n} [guests/players] form two equal [teams/groups]; how big is one?
			if {n} is the double, what is the single?
			reduce <N> to one half`,
	}),
	family({
		skill: 'remainder',
		slotPatterns: { a: NUMBER, b: '[1-9]\\d{0,5}' },
		drawSlots: (random) => ({
			a: integerBetween(random, 5, 60),
			b: pickOne(random, [2, 3, 4, 5, 10]),
		}),
		answerOf: ({ a, b }) => Number(a) % Number(b),
		wordings: `
			<WHAT> the remainder of {a} divided by {b}
			<GIVE> {a} modulo {b}
			divide {a} by {b} and <GIVE> the rest
			what is left over when {a} is split into groups of {b}?
			{a} [eggs/apples/books] go in boxes of {b}; how many stay outside?
			how many remain after dealing {a} [cards/stamps] to {b} [players/friends]?
			take away {b} from {a} as often as you can, what stays?
			compute {a} mod {b}
			[which/what] rest does {a} leave under {b}?
			{a} [guests/players] in teams of {b}: how many have no team?
			fill rows of {b} with {a} chairs, how many chairs are unused?`,
	}),
	family({
		skill: 'sequence',
		slotPatterns: { l: NUMBERS },
		drawSlots: (random) => {
			const first = integerBetween(random, 1, 40);
			const step = integerBetween(random, 1, 5);
			return { l: [0, 1, 2, 3].map((index) => first + step * index).join(' ') };
		},
		answerOf: ({ l }) => {
			const [beforeLast = 0, last = 0] = numbersIn(l).slice(-2);
			return 2 * last - beforeLast;
		},
		wordings: `
			which number comes next: {l}?
			continue the sequence {l}
			what follows in the series {l}?
			<GIVE> the next term of {l}
			[extend/prolong] the pattern {l} by one [step/term]
			the [steps/floors/pages] are {l} and then what?
			guess the fifth number after {l}
			fill the gap at the end: {l} ...
			<NAME> counts {l}; what is said next?
			{l} , how does it go on?
			the rule in {l} is regular, add one more`,
	}),
	family({
		skill: 'next number',
		slotPatterns: { n: NUMBER },
		drawSlots: (random) => ({ n: integerBetween(random, 1, 199) }),
		answerOf: ({ n }) => Number(n) + 1,
		wordings: `
			what comes right after <N> when counting?
			add one to <N>
			count one up from {n}
			<WHAT> the successor of {n}
			which whole number follows {n}?
			<NAME> is {n} years old; how old after the next birthday?
			you are on [page/floor/seat] {n}; go one further, where are you?
			[raise/increase] <N> by one
			{n} [eggs/cards] and a single one more make what?
			the house after [house/door] {n}, counting by one, has which number?
			one more than {n} is what?`,
	}),
	family({
		skill: 'previous number',
		slotPatterns: { n: NUMBER },
		drawSlots: (random) => ({ n: integerBetween(random, 2, 199) }),
		answerOf: ({ n }) => Number(n) - 1,
		wordings: `
			what comes just before <N> when counting?
			take one from <N>
			count one down from {n}
			<WHAT> the predecessor of {n}
			which whole number precedes {n}?
			<NAME> is {n} years old; how old a year ago?
			you are on [page/floor/seat] {n}; go one back, where are you?
			[lower/decrease] <N> by one
			{n} [eggs/cards] and a single one is lost; how many stay?
			one less than {n} is what?
			<GIVE> {n} minus one`,
	}),
];
