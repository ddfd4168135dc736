import { expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { AppError } from '../../../../src/core/error.ts';
import { progressRow } from '../../../fakes/loop-scene.ts';
import { LoopWorld } from '../../../fakes/loop-world.ts';
import { MemoryPools } from '../../../fakes/memory-pools.ts';
import { PROJECT, projectRow } from '../../../fakes/rows.ts';
import { violations } from '../shell/axe.ts';
import { open, openList, rowAt, shows } from './open-pools.ts';

test('of 3,000 rows only those in view are in the document, with their place among all', async () => {
	await openList('');
	await shows('3,000 of 3,000 instructions');
	await expect.element(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '3001');
	await expect.element(rowAt(1)).toHaveAttribute('aria-rowindex', '2');
	expect(document.querySelectorAll('[role="row"]').length).toBeLessThan(60);
});

test('a facet narrows the list and the address says so', async () => {
	const { changes } = await openList('');
	await page.getByRole('checkbox', { name: /^hard/ }).click();
	expect(changes.at(-1)).toBe('difficulty=hard');
	await page.getByRole('checkbox', { name: /^Cache Pool/ }).click();
	expect(changes.at(-1)).toBe('in=cache&difficulty=hard');
	await page.getByRole('button', { name: 'Clear' }).click();
	expect(changes.at(-1)).toBe('');
});

test('an address brings its view back: filter, range, order and the open row', async () => {
	await openList('difficulty=hard&least=5&sort=-difficulty&row=project1%2Fseed%2F11');
	await expect.element(page.getByRole('checkbox', { name: /^hard/ })).toBeChecked();
	await expect.element(page.getByRole('spinbutton', { name: 'from' })).toHaveValue(5);
	await expect
		.element(page.getByRole('columnheader', { name: 'difficulty' }))
		.toHaveAttribute('aria-sort', 'descending');
	await expect
		.element(page.getByRole('complementary', { name: 'Instruction' }))
		.toHaveTextContent('No. 9');
});

test('searching leaves the rows that hold every word', async () => {
	const { changes } = await openList('');
	await page.getByRole('searchbox').fill('roman king');
	await expect.poll(() => changes.at(-1)).toBe('q=roman+king');
	for (const place of [1, 2, 3]) await expect.element(rowAt(place)).toHaveTextContent(/king/i);
});

test('Esc in the search clears it, then leaves it; / leads back to it', async () => {
	const { changes } = await openList('q=king');
	const search = page.getByRole('searchbox');
	await search.click();
	await userEvent.keyboard('{Escape}');
	expect(changes.at(-1)).toBe('');
	await expect.element(search).toHaveFocus();
	await userEvent.keyboard('{Escape}');
	await expect.element(search).not.toHaveFocus();
	await userEvent.keyboard('/');
	await expect.element(search).toHaveFocus();
});

test('arrow keys move from the one tab stop, End leads to the last row, Enter opens it, Esc closes it', async () => {
	const { changes } = await openList('');
	(rowAt(1).element() as HTMLElement).focus();
	await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowUp}{End}');
	const focused = () => document.activeElement?.getAttribute('aria-rowindex');
	await expect.poll(focused).toBe('3001');
	expect(document.querySelectorAll('[role="row"][tabindex="0"]')).toHaveLength(1);
	await userEvent.keyboard('{Enter}');
	await shows('row 3,000 of 3,000');
	expect(changes.at(-1)).toMatch(/^row=/);
	await userEvent.keyboard('{Escape}');
	expect(changes.at(-1)).toBe('');
});

test('the panel tells the story of a row: answers, both orders, why, lineage, paid calls', async () => {
	await openList('row=project1%2Fseed%2F11');
	const panel = page.getByRole('complementary', { name: 'Instruction' });
	await expect.element(panel.getByText('student-2', { exact: true })).toBeVisible();
	await expect.element(panel).toHaveTextContent('Mean 10.0 : 4.5, difficulty +5.5.');
	await expect.element(panel).toHaveTextContent('The first answer is not exact.');
	await expect.element(panel).toHaveTextContent('Lineage');
	await expect.element(panel).toHaveTextContent('210 + 38 tokens');
	await panel.getByRole('button', { name: /Close/ }).click();
	expect(page.getByRole('complementary', { name: 'Instruction' }).query()).toBeNull();
});

test('while rows change the list is made anew, but not at every change', async () => {
	const { world } = await openList('');
	const { state } = world.memory;
	const before = world.memory.lists;
	for (let version = 2; version <= 40; version++) state.set({ ...state.value, version });
	world.progress.set(progressRow({ at: 2 }));
	await expect.poll(() => world.memory.lists, { timeout: 8000 }).toBe(before + 1);
});

test('before all rows are read the first ones are there, then what was found so far', async () => {
	const world = new LoopWorld();
	world.pools = {
		...world.pools,
		list: () => Promise.reject(new AppError('pools/not-followed', 'not yet')),
	};
	world.memory.state.set({ read: 400, total: 3000, isWhole: false, version: 1 });
	await openList('', world);
	await shows('read 400 of 3,000');
	await expect.element(rowAt(1)).toHaveTextContent('1');
	world.pools.list = (filter) => world.memory.mirror.list(filter);
	world.memory.state.set({ read: 900, total: 3000, isWhole: false, version: 2 });
	await shows('3,000 of 3,000 instructions, so far');
	world.memory.state.set({ read: 3000, total: 3000, isWhole: true, version: 3 });
	await expect.element(page.getByText(', so far')).not.toBeInTheDocument();
});

test('the first rows are there before the project’s runs are known', async () => {
	const world = new LoopWorld();
	world.library.runs = () => ({ subscribe: () => ({ unsubscribe: () => undefined }) });
	world.pools = {
		...world.pools,
		list: () => Promise.reject(new AppError('pools/not-followed', 'not yet')),
	};
	await openList('', world);
	await expect.element(rowAt(1)).toHaveTextContent('1');
});

test('without rows it says where they come from, and what could not be read is said with a way to try again', async () => {
	const empty = new MemoryPools([]);
	const world = Object.assign(new LoopWorld(), { pools: empty.mirror, poolEdits: empty.edits });
	await open('', world);
	await shows('No instructions yet');
	world.pools = {
		...empty.mirror,
		follow: () => ({
			subscribe: (_next, failed) => {
				failed?.(new AppError('rpc/worker-died', 'the worker died'));
				return { unsubscribe: () => undefined };
			},
		}),
	};
	await open('', world);
	await shows('The instructions could not be read.');
	await expect.element(page.getByRole('button', { name: 'Read again' })).toBeVisible();
});

test('what the import refused stays with the project: counted by reason, listed, saved as a file', async () => {
	const world = new LoopWorld();
	const refused = [
		{ row: 7, reason: 'not JSON: Unexpected end' },
		{ row: 9, reason: '=1+1' },
	];
	const counts = { rows: 4203, accepted: 3000, heldOut: 100, setAside: 0, duplicates: 2 };
	const refusedByReason = { 'not JSON': 1, 'an empty instruction': 1200 };
	world.project.set(
		projectRow(PROJECT, {
			importReport: { fileName: 'own.jsonl', ...counts, refused, refusedByReason },
		}),
	);
	await openList('', world);
	await page.getByRole('button', { name: '1,201 rows refused' }).click();
	await expect.element(page.getByRole('dialog', { name: 'Import of own.jsonl' })).toBeVisible();
	await shows('1,200 × an empty instruction');
	await shows('row 7: not JSON: Unexpected end');
	await shows('and 1,199 more');
	expect(await violations()).toEqual([]);
	const saved = vi.spyOn(URL, 'createObjectURL');
	await page.getByRole('button', { name: 'Save the first 2 as CSV' }).click();
	await expect.poll(() => saved.mock.calls).toHaveLength(1);
	expect(await (saved.mock.calls[0]?.[0] as Blob).text()).toBe(
		"file,row,reason\r\nown.jsonl,7,not JSON: Unexpected end\r\nown.jsonl,9,'=1+1\r\n",
	);
	saved.mockRestore();
});

test('the page breaks no rule of accessibility, with and without the panel', async () => {
	await openList('');
	expect(await violations()).toEqual([]);
	await rowAt(3).click();
	await expect.element(page.getByRole('complementary', { name: 'Instruction' })).toBeVisible();
	expect(await violations()).toEqual([]);
});
