/** Makes visible what was written to be unseen: controls, changes of direction, hidden letters, floods of marks and lines. */

const HALF_CHARACTERS = /[\ud800-\udfff]/gu;
const TAB_AND_LINE = ['\t', '\n'];
/** Marks on one letter beyond these are painted over other lines; no script needs so many. */
const FLOOD_OF_MARKS = /(\p{M}{6})\p{M}+/gu;
/** Ends of line to whoever wrote them, which no browser breaks at. */
const OTHER_LINE_ENDS = /\r\n?|[\u2028\u2029\u0085]/g;
/** Bounded, since an unbounded run of spaces would be read again from each of them. */
const FLOOD_OF_LINES = /\n(?:(?:[^\S\n]|[\u200b-\u200d\u2060]){0,200}\n){12,}/g;
/** Joiners, fillers and spaces without width: one or two shape emoji and words, a run of them is a hiding place. */
const FLOOD_OF_NOTHING =
	// eslint-disable-next-line no-misleading-character-class -- each is looked for by itself
	/[\u00ad\u034f\u115f\u1160\u180b-\u180e\u200b-\u200d\u2060-\u2064\u206a-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]{5,}/g;
/** The letters of the tag block are drawn by no font, but as the end of a flag. */
const HIDDEN_LETTERS = /(\u{1f3f4}[\u{e0000}-\u{e007f}]{1,7})|[\u{e0000}-\u{e007f}]+/gu;
const HIDDEN_SELECTORS = /[\u{e0100}-\u{e01ef}]{2,}/gu;
// Embedding, override and isolate; marks of direction (200e, 200f, 061c) are left, since right-to-left prose needs them.
const DIRECTIONS = /[\u202a-\u202e\u2066-\u2069]/g;
// eslint-disable-next-line no-control-regex -- these are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g;

/** The text as it may stand on a page: whoever reads it sees all that a model, a parser or a terminal would. */
export function withShownControls(text: string): string {
	return text
		.replace(HALF_CHARACTERS, '\ufffd')
		.replace(OTHER_LINE_ENDS, '\n')
		.replace(CONTROLS, shownControl)
		.replace(DIRECTIONS, named)
		.replace(HIDDEN_LETTERS, (letters, flag?: string) => flag ?? `⟨hidden: ${asciiOf(letters)}⟩`)
		.replace(HIDDEN_SELECTORS, (all) => `⟨hidden: ${String(Array.from(all).length)} selectors⟩`)
		.replace(FLOOD_OF_NOTHING, ({ length }) => `⟨hidden: ${String(length)} characters⟩`)
		.replace(FLOOD_OF_MARKS, '$1⟨more marks⟩')
		.replace(
			FLOOD_OF_LINES,
			(lines) => `\n\n⟨${String(lines.split('\n').length - 2)} empty lines⟩\n\n`,
		);
}

/** The beginning of a text for a place of one line: a row may be megabytes long. */
export function shownStart(text: string, mostChars = 400): string {
	if (text.length <= mostChars) return withShownControls(text);
	return `${withShownControls(text.slice(0, mostChars))} …`;
}

/** A name as others gave it, for a place among other words. */
export function shownName(name: string): string {
	return shownStart(name, 120);
}

function shownControl(control: string): string {
	if (TAB_AND_LINE.includes(control)) return control;
	const code = control.charCodeAt(0);
	if (code < 0x20) return String.fromCharCode(0x2400 + code);
	return code === 0x7f ? '\u2421' : named(control);
}

function named(character: string): string {
	const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
	return `⟨U+${code}⟩`;
}

/** A tag letter stands for the ASCII letter 0xe0000 below it. */
function asciiOf(letters: string): string {
	const ascii = Array.from(letters, (letter) => (letter.codePointAt(0) ?? 0) - 0xe0000);
	return ascii
		.map((code) => (code < 0x20 || code > 0x7e ? '·' : String.fromCharCode(code)))
		.join('');
}
