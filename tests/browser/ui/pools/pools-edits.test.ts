import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { AppError } from '../../../../src/core/error.ts';
import { seedRow } from '../../../fakes/rows.ts';
import { openList, rowAt, shows } from './open-pools.ts';

const box = (place: number) => rowAt(place).getByRole('checkbox');
const panel = () => page.getByRole('complementary', { name: 'Instruction' });

test('rows are selected by their boxes, by range with Shift, and all at once', async () => {
	await openList('');
	await box(2).click();
	await shows('1 selected');
	await box(6).click({ modifiers: ['Shift'] });
	await shows('5 selected');
	await box(4).click();
	await shows('4 selected');
	await page.getByRole('checkbox', { name: 'Select all 3,000' }).click();
	await shows('3,000 selected');
	await page.getByRole('button', { name: 'Select none' }).click();
	await expect.element(page.getByText(/selected/)).not.toBeInTheDocument();
});

test('by keyboard: X selects, Shift X and Shift with an arrow extend, Delete deletes, Ctrl Z brings back', async () => {
	const { world } = await openList('');
	(rowAt(1).element() as HTMLElement).focus();
	await userEvent.keyboard('{ArrowDown}x{ArrowDown}{ArrowDown}{Shift>}x{/Shift}');
	await shows('3 selected');
	await userEvent.keyboard('{Shift>}{ArrowDown}{/Shift}');
	await shows('4 selected');
	await userEvent.keyboard('{Delete}');
	await shows('4 rows deleted.');
	await shows('2,996 of 2,996 instructions');
	expect(world.memory.rows.get(seedRow(0).id)?.deletedAt).toBe(900);
	await userEvent.keyboard('{Control>}z{/Control}');
	await shows('Undone: 4 rows deleted.');
	await shows('3,000 of 3,000 instructions');
});

test('what is deleted is listed when it is asked for, and can be restored', async () => {
	const { changes } = await openList('');
	await box(1).click();
	await page.getByRole('button', { name: 'Delete' }).click();
	await page.getByRole('checkbox', { name: /^deleted/ }).click();
	expect(changes.at(-1)).toBe('in=deleted');
	await shows('1 of 2,999 instructions');
	await box(1).click();
	await page.getByRole('button', { name: 'Restore' }).click();
	await shows('1 row restored.');
});

test('a tag and a skill are given to all selected rows, and each is a step to undo', async () => {
	const { world } = await openList('difficulty=hard');
	await page.getByRole('checkbox', { name: /^Select all/ }).click();
	const size = Number(
		(/([\d,]+) selected/.exec(document.body.textContent) ?? [])[1]?.replace(',', ''),
	);
	await page.getByRole('button', { name: 'Tag', exact: true }).click();
	await userEvent.keyboard('check{Enter}');
	await shows(/rows tagged “check”\./);
	const tagged = () => [...world.memory.rows.values()].filter(({ tags }) => tags?.[0] === 'check');
	expect(tagged()).toHaveLength(size);
	await page.getByRole('button', { name: 'Set skill' }).click();
	await userEvent.keyboard('mine{Enter}');
	await shows(/set to “mine”\./);
	await page.getByRole('button', { name: /^Undo/ }).click();
	await page.getByRole('button', { name: /^Undo ?: .*check/ }).click();
	await expect.poll(tagged).toEqual([]);
	await shows(/^Undone: .*tagged “check”\./);
});

test('E edits the row under the keys; a new text takes the place of the old one', async () => {
	const { changes, world } = await openList('');
	(rowAt(1).element() as HTMLElement).focus();
	await userEvent.keyboard('{ArrowDown}{ArrowDown}e');
	const text = panel().getByRole('textbox', { name: 'Instruction' });
	await expect.element(text).toHaveFocus();
	await text.fill('An altogether different question about whales');
	await panel().getByRole('textbox', { name: 'Tags' }).fill('mine, good');
	await expect.element(panel()).toHaveTextContent('stay with it, as a deleted row');
	await userEvent.keyboard('{Control>}{Enter}{/Control}');
	await expect.poll(() => changes.at(-1)).toBe('row=project1%2Fseed%2F1%7E1');
	await expect.element(panel()).toHaveTextContent('different question about whales');
	expect(world.memory.rows.get(`${seedRow(1).id}~1` as never)?.tags).toEqual(['good', 'mine']);
	await shows('3,000 of 3,000 instructions');
});

test('a text that comes near to what is scored on is refused with that row, and stays in the field', async () => {
	const { world } = await openList('in=train');
	const heldOut = seedRow(9000, {
		instruction: 'Which whale is largest?',
		split: 'heldOut',
		pool: null,
	});
	world.memory.put(heldOut);
	await rowAt(1).click();
	await panel().getByRole('button', { name: 'Edit' }).click();
	const text = panel().getByRole('textbox', { name: 'Instruction' });
	await text.fill(heldOut.instruction);
	await panel().getByRole('button', { name: 'Save' }).click();
	await expect
		.element(panel().getByRole('alert'))
		.toHaveTextContent(/Not saved\. ROUGE-L 1\.00 with No\./);
	await expect.element(text).toHaveValue(heldOut.instruction);
	await userEvent.keyboard('{Escape}');
	await expect.element(text).not.toBeInTheDocument();
	await expect.element(panel()).toBeVisible();
});

test('while a run is carried out the reason why nothing was changed is said', async () => {
	const { world } = await openList('');
	world.memory.refusal = new AppError(
		'pool/run-under-way',
		'A run of this project is being carried out.',
	);
	await box(1).click();
	await page.getByRole('button', { name: 'Delete' }).click();
	await shows('A run of this project is being carried out.');
	await shows('3,000 of 3,000 instructions');
});

test('at 390 px rows are selected and edited too', async () => {
	await openList('');
	await page.viewport(390, 800);
	await box(1).click();
	await shows('1 selected');
	await rowAt(2).click();
	await expect.element(panel()).toBeVisible();
	expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
	await panel().getByRole('button', { name: 'Edit' }).click();
	await expect.element(panel().getByRole('textbox', { name: 'Instruction' })).toBeVisible();
});
