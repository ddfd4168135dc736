/** The wrapping of instructions: names, places, things, and the openers, contexts and closers made of them. */
import { type Template, parseTemplate } from './template.ts';

const words = (list: string) => list.split(' ');
const texts = (list: string) => list.split('/');

/** What `<NAME>` in a wording stands for. `<W>`, `<L>` and `<N>` are the slots w, l and n with or without a noun before. */
export const MACROS: Readonly<Record<string, readonly string[]>> = {
	GIVE: texts('give/write/tell me/say/show/state/return/put down/note/report'),
	WHAT: texts(
		'what is/tell me/find/work out/determine/name/let me know/i need/give me/do you know',
	),
	W: [
		'[/the word /the term /the label /the name /the string /the tag /the entry /my password /the brand ]"{w}"',
	],
	L: [
		'[/the list /the numbers /the row /the values /the scores /the prices /this set: /the ages /the readings ]{l}',
	],
	N: ['[/the number /the value /the figure /the amount /the count /number ]{n}'],
	NAME: words(
		'Maria Omar Lena Ivan Sofia Tom Aisha Paul Nina Carlos Emma Jonas Mei Sam Fatima Leo Ruth Hugo Clara Ben ' +
			'Noah Ines Peter Zara Milo Anna Victor Lucy Diego Greta Oscar Yuki',
	),
	PERSON: words(
		'sister brother uncle aunt teacher neighbour boss cousin friend grandmother coach daughter son colleague',
	),
	PLACE: words(
		'kitchen library office school market station museum garage park hotel bakery hospital airport theatre ' +
			'farm beach cinema church bank factory garden pharmacy castle harbour',
	),
	THING: words(
		'note card poster sign page screen form label board receipt box envelope map menu notebook ticket wall ' +
			'napkin letter calendar package',
	),
	EVENT: texts(
		'a quiz/a party/a test/a game/a meeting/a wedding/a trip/a lesson/a contest/a report/a story/a puzzle/' +
			'a letter/a show/a dinner/a speech/a parade/an exam/a holiday/a concert',
	),
	TIME: texts(
		'this morning/last night/after lunch/on the bus/before breakfast/at noon/during class/while waiting/' +
			'in the evening/on my way home/two days ago/at midnight/on the phone/during a break/over coffee/in the rain',
	),
};

const templates = (wordings: readonly string[]): readonly Template[] =>
	wordings.map((wording) => parseTemplate(wording, MACROS));

/** How an instruction may open. */
export const OPENERS = templates([
	'please ',
	'now ',
	'quick task: ',
	'a small exercise: ',
	'for my homework, ',
	'can you help? ',
	'next question: ',
	'here is one for you: ',
	'try this one: ',
	'let us see: ',
	'hello, ',
	'one more: ',
	'i am curious: ',
	'dear helper, ',
]);

/** Where an instruction may come from. */
export const CONTEXTS = templates([
	'<NAME> asks: ',
	'my <PERSON> wants to know: ',
	'for <EVENT>, ',
	'it is for <EVENT> at the <PLACE>: ',
	'<NAME> saw this on a <THING>: ',
	'<TIME> my <PERSON> asked me this: ',
	'a <THING> in the <PLACE> says: ',
	'<NAME> and <NAME> disagree: ',
	'we prepare <EVENT> with <NAME>: ',
	'<NAME> works at the <PLACE> and needs help: ',
	'i read on a <THING>: ',
	'before <EVENT> i must do this: ',
	'the <PERSON> of <NAME> is stuck: ',
	'<TIME> i found a <THING>: ',
	'at the <PLACE>, <NAME> wrote: ',
	'question <TIME> from my <PERSON>: ',
	'someone in the <PLACE> called and said: ',
	'in <EVENT> for my <PERSON> there is this line: ',
	'<NAME> sent me a <THING> from the <PLACE>: ',
	'to finish <EVENT> <TIME>, ',
	'the <PERSON> and the <PERSON> talk <TIME>: ',
	'<NAME> left a <THING> for my <PERSON>: ',
	'nobody at the <PLACE> knows this: ',
	'<TIME>, near the <PLACE>, <NAME> asked: ',
	'there is a <THING> about <EVENT>: ',
	'while we plan <EVENT>, a <PERSON> asks: ',
	'my <PERSON> from the <PLACE> sent a <THING>: ',
	'<NAME> bets with a <PERSON>: ',
	'line one of the <THING>: ',
	'for the <PERSON> of <NAME>, ',
]);

/** How an instruction may close. */
export const CLOSERS = templates([
	' answer only',
	' be brief',
	' give just the result',
	' no explanation',
	' thank you',
	' keep it short',
	' reply in one line',
	' <NAME> is waiting',
	' i will write it on the <THING>',
	' my <PERSON> will check it',
	' it is for the <PLACE>',
	' that is all for <EVENT>',
	' <NAME> and my <PERSON> want it <TIME>',
	' the <THING> has little space',
	' then <NAME> can go to the <PLACE>',
	' we need it for <EVENT> at the <PLACE>',
	' my <PERSON> is curious',
	' send it to <NAME>',
]);
