/** The practice families of letters and words. */
import { integerBetween, pickOne } from '../../random.ts';
import {
	drawWord,
	familiesOf,
	lettersOf,
	VOWELS,
	WORD,
	type Family,
	type FamilySource,
} from '../family.ts';

const family = familiesOf('letters and words');

/** A family about one made-up word in quotes, of between `shortest` and `longest` letters. */
function wordFamily(
	skill: string,
	[shortest, longest]: readonly [number, number],
	answerOf: (word: string) => string | number,
	wordings: string,
): Family {
	const source: FamilySource<'w'> = {
		skill,
		slotPatterns: { w: WORD },
		quoted: ['w'],
		drawSlots: (random) => ({ w: drawWord(random, shortest, longest) }),
		answerOf: ({ w }) => answerOf(w),
		wordings,
	};
	return family(source);
}

const nextLetter = (letter: string) => String.fromCharCode(((letter.charCodeAt(0) - 96) % 26) + 97);

export const LETTERS: readonly Family[] = [
	wordFamily(
		'reverse word',
		[3, 5],
		(word) => lettersOf(word).reverse().join(''),
		`
		reverse <W>
		<GIVE> <W> backwards
		spell <W> from the end to the start
		[read/take] <W> from right to left
		flip <W> around
		turn <W> back to front
		mirror the letters of <W>
		[begin/start] with the last letter of <W> and go to the first
		how does <W> look in a mirror?
		<W> in opposite letter order [is what/please]?
		undo <W> letter by letter from its tail`,
	),
	wordFamily(
		'uppercase',
		[3, 6],
		(word) => word.toUpperCase(),
		`
		<GIVE> <W> in capital letters
		turn <W> into upper case
		make every letter of <W> a capital
		capitalize all of <W>
		[shout/scream] <W> in print
		how does <W> look in big letters?
		change the case of <W> from small to big
		the [sign/poster] wants <W> in capitals
		convert <W> to capitals only
		type <W> with the shift key held down
		raise the case of each letter in <W>`,
	),
	wordFamily(
		'first letter',
		[3, 6],
		(word) => word.slice(0, 1),
		`
		<WHAT> the first letter of <W>
		with which letter does <W> begin?
		<GIVE> the initial of <W>
		which letter opens <W>?
		what letter stands at the front of <W>?
		<W> starts with what?
		[take/keep] only the leading letter of <W>
		under which letter do i file <W>?
		the head letter of <W> is [which/what]?
		look at <W> and pick its opening letter
		where <W> begins, what do you see?`,
	),
	wordFamily(
		'last letter',
		[3, 6],
		(word) => word.slice(-1),
		`
		<WHAT> the last letter of <W>
		with which letter does <W> end?
		<GIVE> the final letter of <W>
		which letter closes <W>?
		what letter stands at the back of <W>?
		<W> ends with what?
		[take/keep] only the closing letter of <W>
		what is written at the very end of <W>?
		the tail letter of <W> is [which/what]?
		look at <W> and pick its finishing letter
		where <W> stops, what do you see?`,
	),
	wordFamily(
		'length',
		[2, 9],
		(word) => word.length,
		`
		how many letters are in <W>?
		count the letters of <W>
		how long is <W>?
		<WHAT> the length of <W>
		<GIVE> the size of <W> in letters
		if each letter costs one coin, what does <W> cost?
		how many [keys/tiles] do i need to type <W>?
		<W> has how many characters?
		measure <W> in letters
		how many boxes does <W> fill in a crossword?
		the number of signs in <W> is what?`,
	),
	wordFamily(
		'drop vowels',
		[4, 7],
		(word) =>
			lettersOf(word)
				.filter((letter) => !VOWELS.includes(letter))
				.join(''),
		`
		remove the vowels from <W>
		<GIVE> <W> without vowels
		delete all vowels in <W>
		keep only the consonants of <W>
		strip a e i o u out of <W>
		what is left of <W> when the vowels go?
		[leave/skip] the vowels of <W> out
		shorten <W> by its vowels
		cross out every vowel in <W>
		<W> minus vowels gives what?
		which consonants does <W> have, in order?`,
	),
	wordFamily(
		'repeat word',
		[3, 5],
		(word) => `${word} ${word}`,
		`
		<GIVE> <W> twice
		repeat <W>
		say <W> two times in a row
		print <W> and then print it again
		copy <W> once more behind itself
		echo <W>
		a parrot hears <W> and says it double; what do we hear?
		make a pair of <W>
		clone <W>
		put two of <W> next to each other
		<W> and again <W>, how does that look?`,
	),
	wordFamily(
		'spell out',
		[3, 5],
		(word) => lettersOf(word).join('-'),
		`
		spell <W> letter by letter
		<GIVE> the letters of <W> with a dash between them
		separate the letters of <W>
		break <W> into single letters
		on the phone, how do i spell <W>?
		put dashes inside <W>
		pull <W> apart into its letters
		spell <W> slowly
		how is <W> spelled?
		split <W> at every letter
		list each letter of <W> one after the other`,
	),
	wordFamily(
		'shift',
		[2, 4],
		(word) => lettersOf(word).map(nextLetter).join(''),
		`
		shift every letter of <W> by one in the alphabet
		move each letter of <W> one step forward in the alphabet
		encode <W> with a shift of one
		<GIVE> <W> in secret code, each letter becomes the next
		apply a caesar code of one to <W>
		replace each letter of <W> by its successor
		turn a into b, b into c and so on in <W>
		[hide/cipher] <W> with the next letters
		spies add one to each letter of <W>; what do they send?
		advance the letters of <W> by one
		which code word does <W> become one letter later?`,
	),
	family({
		skill: 'count letter',
		slotPatterns: { c: '[a-z]', w: WORD },
		quoted: ['c', 'w'],
		drawSlots: (random) => {
			const c = pickOne(random, lettersOf('abcde'));
			const length = integerBetween(random, 4, 6);
			let w = '';
			while (w.length < length) w += random() < 0.4 ? c : pickOne(random, lettersOf('mntprs'));
			return { c, w };
		},
		answerOf: ({ c, w }) => w.split(c).length - 1,
		wordings: `
			how often does "{c}" occur in "{w}"?
			count the letter "{c}" in "{w}"
			how many times is "{c}" used in "{w}"?
			<WHAT> the number of "{c}" in "{w}"
			"{w}" contains how many "{c}"?
			find every "{c}" in "{w}" and count
			how frequent is "{c}" inside "{w}"?
			tally "{c}" in "{w}"
			if i circle each "{c}" in "{w}", how many circles?
			the letter "{c}" appears in "{w}" how many times?
			<GIVE> how many of "{c}" the word "{w}" has`,
	}),
];
