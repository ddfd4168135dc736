import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../../src/ui/base.css';
import Pools from '../../../../src/ui/pages/pools/Pools.svelte';
import { give, type World } from '../../../../src/ui/world.ts';
import { progressRow } from '../../../fakes/loop-scene.ts';
import { LoopWorld } from '../../../fakes/loop-world.ts';
import { PROJECT, studentRow } from '../../../fakes/rows.ts';

/** Renders the page with an address that it may change, as the router does. */
async function open(address: string, world = new LoopWorld()) {
	await page.viewport(1280, 800);
	world.students.set([studentRow(0), studentRow(1), studentRow(2)]);
	give(world as unknown as World);
	const changes: string[] = [];
	const screen = await render(Pools, {
		project: PROJECT,
		params: new URLSearchParams(address),
		onparams: (next: readonly (readonly [name: string, value: string])[]) => {
			const params = new URLSearchParams(next.map(([name, value]) => [name, value]));
			changes.push(params.toString());
			void screen.rerender({ params });
		},
	});
	await expect.element(page.getByRole('grid', { name: 'Instructions' })).toBeVisible();
	return { world, changes };
}
const found = (text: string) => expect.element(page.getByText(text)).toBeVisible();

test('of 3,000 rows only those in view are in the document, with their place among all', async () => {
	await open('');
	await found('3,000 of 3,000 instructions');
	await expect.element(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '3001');
	await expect.element(page.getByRole('row').nth(1)).toHaveAttribute('aria-rowindex', '2');
	expect(document.querySelectorAll('[role="row"]').length).toBeLessThan(60);
});

test('a facet narrows the list and the address says so', async () => {
	const { changes } = await open('');
	await page.getByRole('checkbox', { name: /^hard/ }).click();
	expect(changes.at(-1)).toBe('difficulty=hard');
	await page.getByRole('checkbox', { name: /^Cache Pool/ }).click();
	expect(changes.at(-1)).toBe('in=cache&difficulty=hard');
	await page.getByRole('button', { name: 'Clear' }).click();
	expect(changes.at(-1)).toBe('');
});

test('an address brings its view back: filter, order and the open row', async () => {
	await open('difficulty=hard&sort=-difficulty&row=project1%2Fseed%2F11');
	await expect.element(page.getByRole('checkbox', { name: /^hard/ })).toBeChecked();
	await expect
		.element(page.getByRole('columnheader', { name: 'difficulty' }))
		.toHaveAttribute('aria-sort', 'descending');
	await expect
		.element(page.getByRole('complementary', { name: 'Instruction' }))
		.toHaveTextContent('No. 12');
});

test('searching leaves the rows that hold every word', async () => {
	const { changes } = await open('');
	await page.getByRole('searchbox').fill('roman king');
	await expect.poll(() => changes.at(-1)).toBe('q=roman+king');
	for (const row of page.getByRole('row').all().slice(1, 4))
		await expect.element(row).toHaveTextContent(/king/i);
});

test('Esc in the search clears it, then leaves it', async () => {
	const { changes } = await open('q=king');
	const search = page.getByRole('searchbox');
	await search.click();
	await userEvent.keyboard('{Escape}');
	expect(changes.at(-1)).toBe('');
	await expect.element(search).toHaveFocus();
	await userEvent.keyboard('{Escape}');
	await expect.element(search).not.toHaveFocus();
});

test('arrow keys move the chosen row from the one tab stop, End leads to the last', async () => {
	const { changes } = await open('');
	(page.getByRole('row').nth(1).element() as HTMLElement).focus();
	await userEvent.keyboard('{ArrowDown}');
	expect(changes.at(-1)).toMatch(/^row=/);
	await userEvent.keyboard('{ArrowDown}{ArrowUp}{End}');
	await found('row 3,000 of 3,000');
	await expect
		.element(page.getByRole('row', { selected: true }))
		.toHaveAttribute('aria-rowindex', '3001');
	await expect.element(page.getByRole('row', { selected: true })).toHaveFocus();
	expect(document.querySelectorAll('[role="row"][tabindex="0"]')).toHaveLength(1);
});

test('the panel tells the story of a row: answers, both orders, why, lineage, paid calls', async () => {
	await open('row=project1%2Fseed%2F11');
	const panel = page.getByRole('complementary', { name: 'Instruction' });
	await expect.element(panel.getByText('student-2', { exact: true })).toBeVisible();
	await expect.element(panel).toHaveTextContent('Mean 10.0 : 4.5, difficulty +5.5.');
	await expect.element(panel).toHaveTextContent('The first answer is not exact.');
	await expect.element(panel).toHaveTextContent('Lineage');
	await expect.element(panel).toHaveTextContent('210 + 38 tokens');
	await panel.getByRole('button', { name: /Close/ }).click();
	expect(page.getByRole('complementary', { name: 'Instruction' }).query()).toBeNull();
});

test('while a run goes on the pools are read anew, but not at every step of it', async () => {
	const { world } = await open('');
	expect(world.poolReads).toBe(1);
	for (let at = 1; at <= 20; at++) world.progress.set(progressRow({ at }));
	await expect.poll(() => world.poolReads, { timeout: 8000 }).toBe(2);
});
