import { describe, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../../src/ui/base.css';
import { cleanHtml } from '../../../../src/ui/parts/clean-html.ts';
import Markdown from '../../../../src/ui/parts/Markdown.svelte';
import { wordDifference } from '../../../../src/ui/pages/loop/word-difference.ts';
import { violations } from '../shell/axe.ts';

const REPLY = `# Tea

Two **steps**, see [the page](https://example.org/tea?kind=green):

1. boil \`water\`
2. wait

| leaf | minutes |
|------|--------:|
| oolong | 4 |

\`\`\`js
pour(<cup>)
\`\`\`
`;
async function show(text: string, more: { isOver?: boolean; reference?: string } = {}) {
	const screen = await render(Markdown, {
		text,
		isOver: true,
		difference: wordDifference,
		...more,
	});
	return { ...screen, at: (selector: string) => screen.container.querySelector(selector) };
}

describe('a reply', () => {
	test('has headings below the page’s own, lists, tables and code', async () => {
		const { at } = await show(REPLY);
		expect(at('h3')?.textContent).toBe('Tea');
		expect(at('ol li code')?.textContent).toBe('water');
		expect(at('td[align="right"]')?.textContent).toBe('4');
		expect(at('pre code')?.textContent).toBe('pour(<cup>)');
	});

	test('has code that says its language and is copied as it was written, though words are marked', async () => {
		const copied: string[] = [];
		vi.spyOn(navigator.clipboard, 'writeText').mockImplementation((text) => {
			copied.push(text);
			return Promise.resolve();
		});
		const { at, container } = await show(REPLY, { reference: REPLY.replace('pour', 'spill') });
		expect(at('.code-line')?.textContent).toBe('jsCopy');
		expect([...container.querySelectorAll('ins')].map((ins) => ins.textContent)).toEqual([
			'differs: pour',
		]);
		await page.getByRole('button', { name: 'Copy the js code' }).click();
		await expect.element(page.getByText('Copied')).toBeVisible();
		expect(copied).toEqual(['pour(<cup>)']);
		expect(at('pre')?.hasAttribute('title')).toBe(false);
		vi.restoreAllMocks();
	});

	test('names no language that is none, and selects code that may not be copied', async () => {
		vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(
			new DOMException('no', 'NotAllowedError'),
		);
		const { at } = await show('```"onclick="x\nlet it = 1;\n```');
		expect(at('.code-line')?.textContent).toBe('codeCopy');
		await page.getByRole('button', { name: 'Copy the code' }).click();
		await expect.element(page.getByText('Selected')).toBeVisible();
		expect(getSelection()?.toString()).toBe('let it = 1;');
		vi.restoreAllMocks();
	});

	test('has links that say where they lead, and tell nothing of this page', async () => {
		const { at } = await show(REPLY);
		const link = at('a') as HTMLAnchorElement;
		expect(link.textContent).toBe('the page example.org/tea?kind=green');
		expect([link.target, link.rel, link.referrerPolicy]).toEqual([
			'_blank',
			'noopener noreferrer nofollow',
			'no-referrer',
		]);
	});

	test('underlines words that the other lacks, in whatever they stand', async () => {
		const { container } = await show('- **warm** milk\n- tea', { reference: '- cold milk\n- tea' });
		const marked = [...container.querySelectorAll('ins')].map(({ textContent }) => textContent);
		expect(marked).toEqual(['differs: warm']);
		expect(container.querySelectorAll('li strong ins')).toHaveLength(1);
	});

	test('breaks no rule of axe', async () => {
		const { container } = await show(REPLY);
		const above = document.createElement('h2');
		above.textContent = 'Replies';
		container.prepend(above);
		expect(await violations()).toEqual([]);
	});
});

describe('while it is written', () => {
	test('blocks that are finished keep their nodes', async () => {
		const screen = await show('# One\n\ntwo\n\nthree\n\nfour', { isOver: false });
		const heading = screen.at('h3');
		await screen.rerender({ text: '# One\n\ntwo\n\nthree\n\nfour and five\n\nsix', isOver: false });
		expect(screen.at('h3')).toBe(heading);
		await screen.rerender({ text: '# One\n\ntwo\n\nthree\n\nfour and five\n\nsix', isOver: true });
		expect(screen.at('h3')).toBe(heading);
		expect(screen.container.textContent).toContain('six');
	});

	test('a screen reader is told to wait', async () => {
		const screen = await show('half', { isOver: false });
		expect(screen.at('[aria-busy="true"]')?.textContent.trim()).toBe('half');
	});
});

describe('the sanitiser alone', () => {
	test.each([
		['<p id="app" class="finding" style="color:red" onclick="x()">a</p>', '<p>a</p>'],
		['<img src="https://out.example/a.png" onerror="x()">b', 'b'],
		['<h1>c</h1><form><input name="attributes"></form>', 'c'],
		['<a href="javascript:x()">d</a>', 'd'],
		['<a href="http://localhost:4747/#link=AAAA">e</a>', 'e'],
		['<ol start="3" align="right"><li start="9">f</li></ol>', '<ol start="3"><li>f</li></ol>'],
		['<svg><style><p>g</p></style></svg><math><mi>h</mi></math>', '<p>g</p>'],
		['<template><p>i</p></template><x-y>j</x-y>', 'j'],
	])('%s leaves %j', (html, left) => {
		const frame = document.createElement('div');
		frame.append(cleanHtml(html));
		expect(frame.innerHTML).toBe(left);
	});
});
