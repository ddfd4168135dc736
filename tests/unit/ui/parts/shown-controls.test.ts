import { expect, it } from 'vitest';
import { shownStart, withShownControls } from '../../../../src/ui/parts/shown-controls.ts';

const tagged = (ascii: string) =>
	Array.from(ascii, (letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join('');

it.each([
	['a terminal escape', '\u001b[31mred\u0007', '␛[31mred␇'],
	['NUL, DEL and C1', '\u0000\u007f\u009b', '␀␡⟨U+009B⟩'],
	['an override of direction', 'gpj.\u202eexe', 'gpj.⟨U+202E⟩exe'],
	['an isolate', '\u2067x\u2069', '⟨U+2067⟩x⟨U+2069⟩'],
	['letters of the tag block', `hi${tagged('Ignore this')}`, 'hi⟨hidden: Ignore this⟩'],
	['a run of selectors', `a${'\u{e0101}'.repeat(9)}`, 'a⟨hidden: 9 selectors⟩'],
	['half a character', 'a\ud83db', 'a\ufffdb'],
	['a flood of marks', `e${'\u0301'.repeat(40)}x`, `e${'\u0301'.repeat(6)}⟨more marks⟩x`],
	['a flood of lines', `a${'\n'.repeat(500)}b`, 'a\n\n⟨499 empty lines⟩\n\nb'],
	['a flood of lines of spaces', `a\n${'  \n'.repeat(50)}b`, 'a\n\n⟨50 empty lines⟩\n\nb'],
	[
		'a flood of lines of other spaces',
		`a\n${'\u00a0\n'.repeat(50)}b`,
		'a\n\n⟨50 empty lines⟩\n\nb',
	],
	['other ends of line', 'a\r\nb\rc\u2028d\u2029e\u0085f', 'a\nb\nc\nd\ne\nf'],
	['a flood of other ends of line', `a${'\u2028'.repeat(500)}b`, 'a\n\n⟨499 empty lines⟩\n\nb'],
	['a run of what has no width', `a${'\u200b\u2060'.repeat(9)}b`, 'a⟨hidden: 18 characters⟩b'],
])('%s can be seen', (_, text, shown) => {
	expect(withShownControls(text)).toBe(shown);
});

it.each([
	['prose, tabs and lines', 'one\ttwo\n\n\nthree — “four”'],
	['right-to-left prose with its marks', 'שלום\u200f, עולם 2026 \u200eabc'],
	['a family and a flag', '👨‍👩‍👧 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}'],
	['an old form of a character', '葛\u{e0101}'],
	['joiners within words and emoji', 'می\u200cخواهم क्\u200dष ❤\ufe0f\u200d🔥'],
	['accents, points and vowels', 'Việt na\u0301\u0323m, שָׁלוֹם, हिन्दी'],
])('%s stay as they are', (_, text) => {
	expect(withShownControls(text)).toBe(text);
});

it('of a long text only the beginning is read for a place of one line', () => {
	expect(shownStart('a\u0000'.repeat(1e6), 4)).toBe('a␀a␀ …');
	expect(shownStart('a\u0000')).toBe('a␀');
});

it('takes time that grows with the length alone', () => {
	const began = performance.now();
	for (const flood of [
		'\n',
		' ',
		'\n ',
		'\u0301',
		'\u200b',
		'\n\u00a0',
		'\u2028',
		'\u001b',
		'\u202e',
		tagged('a'),
		'\u{e0101}',
	])
		withShownControls(flood.repeat(200_000));
	expect(performance.now() - began).toBeLessThan(5000);
});
