import { Marked } from 'marked';
import { afterEach, describe, expect, test } from 'vitest';
import { KINDS } from '../../fixtures/hostile/corpus.ts';
import type { Harm } from '../../fixtures/hostile/hostile-kind.ts';
import { cleanHtml } from '../../../src/ui/parts/clean-html.ts';
import { expectInert } from './hostile-page.ts';
import { suspectsIn } from './harms.ts';

/** What text does, with or without markup. */
const OF_TEXT: readonly Harm[] = [
	'widens',
	'heightens',
	'nests',
	'piles up',
	'turns',
	'hides',
	'runs on',
];
const ofMarkup = KINDS.filter(({ harm }) => !OF_TEXT.includes(harm));
const marked = new Marked();
const frame = document.createElement('div');
frame.className = 'markdown';
document.body.append(frame);
afterEach(() => {
	frame.replaceChildren();
});

describe('the sanitiser alone leaves nothing that does harm', () => {
	test.each(ofMarkup)('of $name, as HTML and as Markdown that nobody else reads', async (kind) => {
		for (const text of kind.texts)
			frame.append(cleanHtml(text), cleanHtml(marked.parse(text, { async: false })));
		await expectInert('.markdown', OF_TEXT);
	});
});

test('what the sanitiser throws at is shown as it was written', () => {
	const html = '<frameset><frame src="https://out.example/"></frameset>';
	frame.append(cleanHtml(html));
	expect(suspectsIn(frame)).toEqual([]);
	expect(frame.children).toHaveLength(0);
});
