/** Reading tasks back: family and values from the text of an instruction alone. */
import type { Family } from './family.ts';
import { FAMILIES } from './families/all.ts';
import { CLOSERS, CONTEXTS, OPENERS } from './phrases.ts';
import { fixedWords, type Slots, type Template, templatePattern } from './template.ts';

/** What an instruction was read as. */
export type Reading = { readonly family: Family; readonly slots: Slots };

type Matcher = {
	readonly family: Family;
	readonly words: readonly string[];
	readonly pattern: RegExp;
};

const anyOf = (templates: readonly Template[]) =>
	templates.map((template) => templatePattern(template)).join('|');

const BEFORE = new RegExp(`^(?:${anyOf(OPENERS)})?(?:${anyOf(CONTEXTS)})?$`);
const AFTER = new RegExp(`^\\??(?:\\.?(?:${anyOf(CLOSERS)}))?[.?!]?$`);

const MATCHERS: readonly Matcher[] = [...FAMILIES.values()].flatMap((family) =>
	family.wordings.map((wording) => ({
		family,
		words: fixedWords(wording),
		pattern: new RegExp(`(?<![\\w"])${templatePattern(wording, family.slotPatterns)}(?![\\w"])`),
	})),
);

/** Matchers by the rarest of their fixed words, '' for those without any: a text is tried only against its words'. */
const MATCHERS_BY_WORD = indexByRarestWord(MATCHERS);

function indexByRarestWord(matchers: readonly Matcher[]): ReadonlyMap<string, readonly Matcher[]> {
	const counts = new Map<string, number>();
	for (const { words } of matchers)
		for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
	const byWord = new Map<string, Matcher[]>();
	for (const matcher of matchers) {
		const [rarest = ''] = [...matcher.words].sort(
			(a, b) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0),
		);
		byWord.set(rarest, [...(byWord.get(rarest) ?? []), matcher]);
	}
	return byWord;
}

/** Every family and values the instruction can be read as; a text of this world has exactly one. */
export function readings(instruction: string): readonly Reading[] {
	const found: Reading[] = [];
	const words = new Set(instruction.match(/[a-zA-Z]+/g));
	for (const word of ['', ...words])
		for (const matcher of MATCHERS_BY_WORD.get(word) ?? []) {
			if (!matcher.words.every((each) => words.has(each))) continue;
			const match = matcher.pattern.exec(instruction);
			if (!match?.groups) continue;
			if (!AFTER.test(instruction.slice(match.index + match[0].length))) continue;
			if (!BEFORE.test(instruction.slice(0, match.index))) continue;
			found.push({ family: matcher.family, slots: match.groups });
		}
	return found;
}
