/** Wording templates: one tree that both writes a wording and recognises it. */
import { pickOne, type Random } from '../random.ts';

/** The values a task is about, by slot name, as they stand in the text. */
export type Slots = Readonly<Record<string, string>>;

type Piece =
	| { readonly kind: 'text'; readonly text: string }
	| { readonly kind: 'choice'; readonly choices: readonly Template[] }
	| { readonly kind: 'slot'; readonly name: string };

/** A parsed wording. */
export type Template = readonly Piece[];

const MARKS = /<([A-Z]+)>|\[([^\]]*)\]|\{([a-z]+)\}/g;

/**
 * Parses a wording: `{a}` is a slot, `[x/y]` one of several texts (which may hold slots), `<NAME>` a macro, that is
 * one of `macros.NAME`. Throws RangeError for a macro that doesn't exist.
 */
export function parseTemplate(
	wording: string,
	macros: Readonly<Record<string, readonly string[]>>,
): Template {
	const pieces: Piece[] = [];
	let end = 0;
	for (const match of wording.matchAll(MARKS)) {
		if (match.index > end) pieces.push({ kind: 'text', text: wording.slice(end, match.index) });
		const [whole, macro, alternatives, slot] = match;
		end = match.index + whole.length;
		if (slot !== undefined) {
			pieces.push({ kind: 'slot', name: slot });
			continue;
		}
		const texts = macro === undefined ? (alternatives ?? '').split('/') : macros[macro];
		if (!texts) throw new RangeError(`wording "${wording}": expected a known macro, got ${whole}`);
		pieces.push({ kind: 'choice', choices: texts.map((text) => parseTemplate(text, macros)) });
	}
	if (end < wording.length) pieces.push({ kind: 'text', text: wording.slice(end) });
	return pieces;
}

/** The template as text: choices drawn uniformly, slots filled in. Throws RangeError for a slot without a value. */
export function fillTemplate(template: Template, slots: Slots, random: Random): string {
	let text = '';
	for (const piece of template) {
		if (piece.kind === 'text') text += piece.text;
		else if (piece.kind === 'choice')
			text += fillTemplate(pickOne(random, piece.choices), slots, random);
		else {
			const value = slots[piece.name];
			if (value === undefined) throw new RangeError(`expected a value for slot ${piece.name}`);
			text += value;
		}
	}
	return text;
}

/**
 * Source of a regular expression that matches every text the template can be filled to. A slot is a named group
 * with the pattern `slotPatterns` gives it, and a back-reference where it stands a second time.
 */
export function templatePattern(template: Template, slotPatterns: Slots = {}): string {
	return patternAfter(template, slotPatterns, new Set());
}

function patternAfter(template: Template, slotPatterns: Slots, seen: Set<string>): string {
	let source = '';
	for (const piece of template) {
		if (piece.kind === 'text') source += piece.text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
		else if (piece.kind === 'choice') {
			const sources = piece.choices.map((choice) => patternAfter(choice, slotPatterns, seen));
			source += `(?:${sources.join('|')})`;
		} else if (seen.has(piece.name)) source += `\\k<${piece.name}>`;
		else {
			const pattern = slotPatterns[piece.name];
			if (!pattern) throw new RangeError(`expected a pattern for slot ${piece.name}`);
			seen.add(piece.name);
			source += `(?<${piece.name}>${pattern})`;
		}
	}
	return source;
}

/** The words that stand in every text of the template: those outside choices and slots. */
export function fixedWords(template: Template): readonly string[] {
	const texts = template.map((piece) => (piece.kind === 'text' ? piece.text : GAP));
	// A word that touches a choice or a slot ("[start/begin]ing") isn't whole in the text.
	const words = texts.join('').match(/[a-zA-Z•]+/g) ?? [];
	return words.filter((word) => !word.includes(GAP));
}

/** Stands for a choice or a slot; no wording has it. */
const GAP = '•';

/** Every word of the template, those of choices included; slots left out. */
export function allWords(template: Template): readonly string[] {
	return template.flatMap((piece) => {
		if (piece.kind === 'text') return piece.text.match(/[a-zA-Z]+/g) ?? [];
		return piece.kind === 'choice' ? piece.choices.flatMap(allWords) : [];
	});
}
