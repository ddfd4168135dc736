import { createRawSnippet } from 'svelte';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../../src/ui/base.css';
import Tall from '../../../../src/ui/parts/Tall.svelte';

/** So many lines of 20 px, and a link as the last. */
async function show(lines: number) {
	const children = createRawSnippet(() => ({
		render: () =>
			`<div>${'<p class="line">x</p>'.repeat(lines)}<a href="https://example.org/">the end</a></div>`,
	}));
	const { container } = await render(Tall, { children });
	for (const line of container.querySelectorAll<HTMLElement>('.line')) line.style.height = '20px';
	return () => container.getBoundingClientRect().height;
}
const more = (name: string) => page.getByRole('button', { name });

test('a text of ordinary length stands there whole', async () => {
	const height = await show(70);
	expect(height()).toBeGreaterThan(1400);
	expect(more('Show all').query()).toBeNull();
});

test('of a tall text a part is shown, all of it with a click, and less again', async () => {
	const height = await show(2000);
	await expect.element(more('Show all')).toHaveAttribute('aria-expanded', 'false');
	expect(height()).toBeLessThan(1600);
	await more('Show all').click();
	await expect.element(more('Show less')).toHaveAttribute('aria-expanded', 'true');
	expect(height()).toBeGreaterThan(40_000);
	await more('Show less').click();
	await expect.poll(height).toBeLessThan(1600);
});

test('a link in the part that is not shown is reached by keys, and seen', async () => {
	const height = await show(2000);
	await expect.element(more('Show all')).toBeVisible();
	page.getByRole('link', { name: 'the end' }).element().focus();
	await expect.poll(height).toBeGreaterThan(40_000);
});
