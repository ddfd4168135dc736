/** Markdown to HTML, one piece for each block of the text; HTML written in the Markdown stays text. Not clean yet: clean-html.ts. */
import { Marked, type Token, type Tokens } from 'marked';
import { linkAddress } from './link-address.ts';

/** Longer texts are shown as they are: some need time that grows with the square of their length. */
const LONGEST = 40_000;
/** Deeper nesting on one line overflows the parser's stack. */
const TOO_DEEP = /^[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]*){24}/m;
/** Long runs of one delimiter, and words of the length of a page, take the parser seconds; nobody writes them as Markdown. */
const TOO_LONG_A_RUN = /\*{120}|_{120}|~{120}/;
const LONGEST_WORD = 3000;

const marked = new Marked({
	gfm: true,
	// A model's line is a line.
	breaks: true,
	tokenizer: {
		// No token: the text then goes on as text.
		html: () => undefined,
		tag: () => undefined,
	},
	renderer: {
		html: ({ text }) => escaped(text),
		text(token) {
			return 'tokens' in token ? this.parser.parseInline(token.tokens) : escaped(token.text);
		},
		heading({ tokens, depth }) {
			// The page's own headings are of levels 1 and 2.
			const tag = `h${String(Math.min(6, depth + 2))}`;
			return `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`;
		},
		code: ({ text, lang }) => `<pre${languageOf(lang)}><code>${escaped(text, true)}</code></pre>`,
		checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
		image: ({ href, text }) => linkHtml(href, `image: ${escaped(text)}`),
		link({ href, tokens }) {
			return linkHtml(href, this.parser.parseInline(tokens));
		},
	},
});

/** The blocks of the whole text. */
export function htmlBlocks(text: string): string[] {
	return lex(text).map(({ html }) => html);
}

export type Block = { readonly html: string; readonly chars: number };

/** The blocks with the number of characters that each takes, blank lines before it included; together the whole text. */
export function lex(text: string): Block[] {
	if (isBeyondMarkdown(text)) return [{ html: plainHtml(text), chars: text.length }];
	const blocks: Block[] = [];
	let blank = 0;
	for (const token of marked.lexer(text)) {
		if (isBlank(token)) blank += token.raw.length;
		else {
			blocks.push({ html: marked.parser([token]), chars: blank + token.raw.length });
			blank = 0;
		}
	}
	return blocks;
}

/** Text as it is, lines kept. */
export function plainHtml(text: string): string {
	return `<p>${escaped(text, true).replaceAll('\n', '<br>')}</p>`;
}

function isBlank(token: Token): boolean {
	return token.type === 'space' || token.type === 'def';
}

function isBeyondMarkdown(text: string): boolean {
	return (
		text.length > LONGEST ||
		TOO_DEEP.test(text) ||
		TOO_LONG_A_RUN.test(text) ||
		text.split(/\s/).some(({ length }) => length > LONGEST_WORD)
	);
}

/** A fence's first word; what is no language is left out where it is shown. */
function languageOf(info: string | undefined): string {
	const [word = ''] = (info ?? '').trim().split(/\s/);
	return word === '' ? '' : ` title="${escaped(word, true)}"`;
}

/** What leads nowhere that may be shown as a link says in words where it would have led. */
function linkHtml(href: Tokens.Link['href'], words: string): string {
	if (linkAddress(href) !== undefined) return `<a href="${escaped(href, true)}">${words}</a>`;
	const target = href.replace(/^mailto:/i, '');
	return target === '' || target === words ? words : `${words} (${escaped(target, true)})`;
}

const ENTITIES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

/** Text as HTML; `isExact`: entities of the text are not entities, but five or so characters. */
function escaped(text: string, isExact = false): string {
	const special = isExact ? /[&<>"']/g : /[<>"']|&(?!(?:#\d{1,7}|#x[a-f\d]{1,6}|[a-z]\w*);)/gi;
	return text.replace(special, (character) => ENTITIES[character] ?? character);
}
