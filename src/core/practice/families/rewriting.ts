/** The practice families of rewriting short sentences. */
import { pickOne, shuffled } from '../../random.ts';
import {
	ADJECTIVES,
	drawWord,
	familiesOf,
	lettersOf,
	NOUNS,
	oneOf,
	VERBS,
	WORD,
	type Family,
} from '../family.ts';

const family = familiesOf('rewriting');
const noun = oneOf(NOUNS);
const verb = oneOf(VERBS);
const adjective = oneOf(ADJECTIVES);

export const REWRITING: readonly Family[] = [
	family({
		skill: 'polite',
		slotPatterns: { v: verb, n: noun },
		drawSlots: (random) => ({ v: pickOne(random, VERBS), n: pickOne(random, NOUNS) }),
		answerOf: ({ v, n }) => `Please ${v} the ${n}.`,
		wordings: `
			make this polite: {v} the {n}
			rewrite "{v} the {n}" as a polite request
			say kindly: {v} the {n}
			how do i ask nicely to {v} the {n}?
			soften the order: {v} the {n}
			{v} the {n} sounds rude, fix it
			my boss shouts {v} the {n}; make it gentle
			turn the command {v} the {n} into a request
			a friendly version of: {v} the {n}
			add good manners to {v} the {n}
			with respect, how would you say {v} the {n}?`,
	}),
	family({
		skill: 'plural',
		slotPatterns: { n: WORD },
		quoted: ['n'],
		drawSlots: (random) => {
			if (random() < 0.4) return { n: pickOne(random, NOUNS) };
			return { n: drawWord(random, 3, 5) + pickOne(random, lettersOf('tnd')) };
		},
		answerOf: ({ n }) => `${n}s`,
		wordings: `
			<GIVE> the plural of "{n}"
			<GIVE> "{n}" in the plural
			make the noun "{n}" plural
			one "{n}", two what?
			i have more than one "{n}"; which form is right?
			what do you call several "{n}"?
			turn "{n}" from singular to plural
			many of "{n}" are called what?
			put "{n}" in the form for three of them
			a shop sells lots of one "{n}"; what is on the sign?
			pluralize "{n}"`,
	}),
	family({
		skill: 'past',
		slotPatterns: { v: verb, n: noun },
		drawSlots: (random) => ({ v: pickOne(random, VERBS), n: pickOne(random, NOUNS) }),
		answerOf: ({ v, n }) => `I ${v}ed the ${n}.`,
		wordings: `
			put into the past tense: i {v} the {n}
			rewrite "i {v} the {n}" in the past tense
			tell it as past: i {v} the {n}
			yesterday, how would you say i {v} the {n}?
			i {v} the {n} but it happened last year, fix the verb
			change the time of i {v} the {n} to the past
			make i {v} the {n} a memory
			in my diary for last week, i {v} the {n} becomes what?
			move "i {v} the {n}" back in time
			report i {v} the {n} as something already done
			the past of i {v} the {n}`,
	}),
	family({
		skill: 'negate',
		slotPatterns: { n: noun, a: adjective },
		drawSlots: (random) => ({ n: pickOne(random, NOUNS), a: pickOne(random, ADJECTIVES) }),
		answerOf: ({ n, a }) => `The ${n} is not ${a}.`,
		wordings: `
			negate the sentence: the {n} is {a}
			say that it is not so: the {n} is {a}
			rewrite "the {n} is {a}" in the negative
			deny that the {n} is {a}
			add not to: the {n} is {a}
			the {n} is {a} is wrong, correct it
			make "the {n} is {a}" false
			contradict <NAME> who says the {n} is {a}
			the negative form of the {n} is {a}
			how do you refuse the claim the {n} is {a}?
			put the {n} is {a} with a no sense`,
	}),
	family({
		skill: 'question',
		slotPatterns: { n: noun, a: adjective },
		drawSlots: (random) => ({ n: pickOne(random, NOUNS), a: pickOne(random, ADJECTIVES) }),
		answerOf: ({ n, a }) => `Is the ${n} ${a}?`,
		wordings: `
			turn into a question: the {n} is {a}
			rewrite "the {n} is {a}" as a question
			ask whether the {n} is {a}
			make the statement the {n} is {a} interrogative
			how do i ask if the {n} is {a}?
			put a question mark behind the {n} is {a} and reorder
			<NAME> is not sure that the {n} is {a}; what does <NAME> ask?
			form a yes or no question from the {n} is {a}
			invert the {n} is {a} for an interview
			change the {n} is {a} from telling to asking
			what would a doubtful person say about the {n} is {a}?`,
	}),
	family({
		skill: 'swap',
		slotPatterns: { a: noun, b: noun },
		drawSlots: (random) => {
			const [a = '', b = ''] = shuffled(random, NOUNS);
			return { a, b };
		},
		answerOf: ({ a, b }) => `${b} ${a}`,
		wordings: `
			swap the two words: {a} {b}
			exchange the order of {a} {b}
			put the second word before the first: {a} {b}
			{a} {b} the other way round
			switch places between {a} {b}
			let the pair {a} {b} trade seats
			cross over {a} {b}
			i typed {a} {b} in the wrong order, fix it
			rotate the pair {a} {b}
			{a} {b} with the right one on the left
			invert the order of the duo {a} {b}`,
	}),
];
