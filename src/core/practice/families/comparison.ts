/** The practice families of comparison. */
import { integerBetween, type Random } from '../../random.ts';
import { drawWord, familiesOf, NUMBER, WORD, type Family } from '../family.ts';

const family = familiesOf('comparison');

/** Two different whole numbers in [low, high]. */
function drawTwo(random: Random, low: number, high: number) {
	const a = integerBetween(random, low, high);
	const step = integerBetween(random, 1, high - low);
	return { a, b: low + ((a - low + step) % (high - low + 1)) };
}

export const COMPARISON: readonly Family[] = [
	family({
		skill: 'larger',
		slotPatterns: { a: NUMBER, b: NUMBER },
		drawSlots: (random) => drawTwo(random, 1, 998),
		answerOf: ({ a, b }) => Math.max(Number(a), Number(b)),
		wordings: `
			which is larger, {a} or {b}?
			pick the larger number: {a} or {b}
			name the bigger one of {a} and {b}
			{a} against {b}: which has more?
			<NAME> has {a} points and <NAME> {b}; what is the better score?
			the higher of {a} and {b} is what?
			choose the greater: {a} or {b}
			between {a} and {b} , which one is more?
			who pays more, the one with {a} or the one with {b}?
			keep the top one of {a} and {b}
			compare {a} with {b} and keep the bigger`,
	}),
	family({
		skill: 'is greater',
		slotPatterns: { a: NUMBER, b: NUMBER },
		drawSlots: (random) => drawTwo(random, 10, 98),
		answerOf: ({ a, b }) => (Number(a) > Number(b) ? 'yes' : 'no'),
		wordings: `
			is {a} greater than {b}?
			yes or no: {a} is more than {b}
			say whether {a} exceeds {b}
			does {a} beat {b}?
			is {a} above {b}?
			check if {a} is over {b}
			would {a} coins be more than {b} coins?
			<NAME> claims that {a} is bigger than {b}; is that right?
			{a} > {b} , is it so?
			can it be said that {a} tops {b}?
			does {a} lie higher than {b}?`,
	}),
	family({
		skill: 'is even',
		slotPatterns: { n: NUMBER },
		drawSlots: (random) => ({ n: integerBetween(random, 1, 299) }),
		answerOf: ({ n }) => (Number(n) % 2 === 0 ? 'yes' : 'no'),
		wordings: `
			is {n} an even number?
			can <N> be divided by two?
			say whether <N> is even
			even or not: {n}?
			does <N> split into two equal whole parts?
			check <N> for being even
			is {n} a multiple of two?
			can {n} [players/guests] form pairs with nobody left?
			<NAME> says {n} is even; is that right?
			would {n} shoes make only full pairs?
			does {n} belong to the two times table?`,
	}),
	family({
		skill: 'alphabetical',
		slotPatterns: { a: WORD, b: WORD },
		quoted: ['a', 'b'],
		drawSlots: (random) => ({ a: drawWord(random, 3, 4), b: drawWord(random, 3, 4) }),
		answerOf: ({ a, b }) => (a < b ? a : b),
		wordings: `
			which word comes first in the alphabet, "{a}" or "{b}"?
			pick the word that is earlier in the dictionary: "{a}" or "{b}"
			by alphabet, which leads: "{a}" or "{b}"?
			in a sorted index, is "{a}" or "{b}" on top?
			"{a}" and "{b}": which one is listed first?
			which of "{a}" and "{b}" stands earlier in the phone book?
			order "{a}" and "{b}" by letters and keep the first
			alphabetically, "{a}" or "{b}"?
			who is called first in class, "{a}" or "{b}"?
			the one nearer to a: "{a}" or "{b}"?
			file "{a}" and "{b}"; which folder is in front?`,
	}),
];
