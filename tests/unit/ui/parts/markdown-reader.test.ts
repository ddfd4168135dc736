import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { htmlBlocks } from '../../../../src/ui/parts/markdown-blocks.ts';
import { MarkdownReader } from '../../../../src/ui/parts/markdown-reader.ts';

/** What is shown after each of the pieces, and at the end. */
function follow(pieces: readonly string[]) {
	const reader = new MarkdownReader();
	let text = '';
	const shown = pieces.map((piece) => reader.read((text += piece), false));
	return { shown, last: reader.read(text, true) };
}
const letters = (text: string) => text.split('');

describe('Markdown', () => {
	it.each([
		['# One', '<h3>One</h3>'],
		['###### Six', '<h6>Six</h6>'],
		['**a** *b* ~~c~~ `d`', '<p><strong>a</strong> <em>b</em> <del>c</del> <code>d</code></p>\n'],
		['a\nb', '<p>a<br>b</p>\n'],
		['```js\n<b>&lt;\n```', '<pre title="js"><code>&lt;b&gt;&amp;lt;</code></pre>'],
		['```"><img src=x\na\n```', '<pre title="&quot;&gt;&lt;img"><code>a</code></pre>'],
		['    indented', '<pre><code>indented</code></pre>'],
		['- [x] done', '<ul>\n<li>☑ done</li>\n</ul>\n'],
		[
			'<b onclick="x">bold</b> &amp; &lt;',
			'<p>&lt;b onclick=&quot;x&quot;&gt;bold&lt;/b&gt; &amp; &lt;</p>\n',
		],
		['<pre> <img src=x onerror=x //', '<p>&lt;pre&gt; &lt;img src=x onerror=x //</p>\n'],
		['[go](https://example.org "t")', '<p><a href="https://example.org">go</a></p>\n'],
		['[go](javascript:alert(1))', '<p>go (javascript:alert(1))</p>\n'],
		['me@example.org', '<p>me@example.org</p>\n'],
		[
			'![cat](https://example.org/c.png)',
			'<p><a href="https://example.org/c.png">image: cat</a></p>\n',
		],
	])('%s', (markdown, html) => {
		expect(htmlBlocks(markdown).join('')).toBe(html);
	});

	it.each([
		['deep quotes', '>'.repeat(20_000)],
		['deep lists', `${'* - '.repeat(5000)}a`],
		['a run of stars', `${'*'.repeat(20_000)}a${'*'.repeat(9000)}`],
		['a word of a page', 'a.'.repeat(15_000)],
		['a whole book', 'Call me Ishmael. '.repeat(9000)],
	])('%s are shown as they are, lines kept', (_, text) => {
		expect(htmlBlocks(`a\n${text}`)).toEqual([`<p>a<br>${text.replaceAll('>', '&gt;')}</p>`]);
	});

	it.each([
		'[',
		'![',
		'[a](',
		'*a_b',
		'**a *b ',
		'`a``',
		'<',
		'<!-- ',
		'|a',
		'http://',
		'\\',
		'&#',
	])('a text of %s again and again is read within a second or so', (piece) => {
		const began = performance.now();
		const line = piece.repeat(2900 / piece.length);
		htmlBlocks(Array<string>(13).fill(line).join('\n'));
		expect(performance.now() - began).toBeLessThan(4000);
	});
});

describe('while it is written', () => {
	const shownAs = (text: string) => follow([text]).shown[0]?.join('');

	it.each([
		['**bold', '<p><strong>bold</strong></p>\n'],
		['**bold*', '<p><strong>bold</strong></p>\n'],
		['see [the page](https://exa', '<p>see the page</p>\n'],
		['code `x', '<p>code <code>x</code></p>\n'],
		['title\n-', '<p>title</p>\n'],
		['title\n1.', '<p>title</p>\n'],
		['```\nx\n``', '<pre><code>x</code></pre>'],
		['42', '<p>42</p>\n'],
	])('%j is shown as what it is about to be', (text, html) => {
		expect(shownAs(text)).toBe(html);
	});

	it('a line below never makes a heading of the one above for a moment', () => {
		const { shown } = follow(letters('Three things:\n- one\n- two\n\n**Then** rest'));
		expect(shown.flat().filter((html) => /<h\d|\*\*/.test(html))).toEqual([]);
	});

	it('finished blocks stay as they will be in the end', () => {
		const block = fc.constantFrom(
			...['# Title', 'Some *words* here', '- one\n- two', '1. one\n2. two', '> quoted\nlazily'],
			...['```\ncode\n\nmore\n```', '| a | b |\n|---|---|\n| 1 | 2 |', '---', '<b>x</b>', '2) x'],
		);
		fc.assert(
			fc.property(fc.array(block, { minLength: 3, maxLength: 9 }), fc.nat(7), (blocks, size) => {
				const text = blocks.join('\n\n');
				const pieces = text.match(new RegExp(`[^]{1,${String(size + 1)}}`, 'g')) ?? [];
				const { shown, last } = follow(pieces);
				expect(last).toEqual(htmlBlocks(text));
				for (const seen of shown) {
					const finished = seen.slice(0, -2);
					expect(last.slice(0, finished.length)).toEqual(finished);
				}
			}),
			{ numRuns: 60 },
		);
	});

	it('ten times the text takes about ten times as long, not a hundred', () => {
		const paragraph = 'Some *words* of a **paragraph** with a [link](https://example.org).\n\n';
		const timeOf = (paragraphs: number) => {
			const began = performance.now();
			follow(paragraph.repeat(paragraphs).match(/[^]{1,8}/g) ?? []);
			return performance.now() - began;
		};
		timeOf(40);
		const few = timeOf(40);
		expect(timeOf(400)).toBeLessThan(few * 40);
	});

	it('a block without end is plain text beyond a size, and whole at the end', () => {
		const { shown, last } = follow(Array<string>(30).fill('- an item\n'.repeat(30)));
		expect(shown.at(-1)?.at(-1)).toMatch(/^<p>- an item<br>/);
		expect(last.join('')).toMatch(/^<ul>/);
	});
});
