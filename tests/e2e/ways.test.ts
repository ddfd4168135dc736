/** What works on a machine without a trainer: curating a file, and scoring the student that ships. */
import { expect, test } from '@playwright/test';
import type { Instruction } from '../../src/core/instruction.ts';
import type { Score } from '../../src/core/run.ts';
import type { Student } from '../../src/core/student.ts';
import { expectAccessible } from './accessible.ts';
import { practiceFile } from './practice-file.ts';
import { rowsOf } from './records.ts';
import { Stack } from './stack.ts';

let stack: Stack;
test.beforeEach(async () => {
	stack = await Stack.start({ trainer: false });
});
test.afterEach(async () => {
	await stack.stop();
});

test('instructions are curated without a network, and can be distilled or exported from there', async () => {
	const { page, context } = await stack.browse();
	await page.goto(stack.origin);
	await page.evaluate(() => navigator.serviceWorker.ready);
	await page.reload();
	await context.setOffline(true);
	await page.getByRole('link', { name: 'Open a file' }).click();
	await page.getByLabel('File of instructions').setInputFiles(practiceFile(40));
	await page.getByText('40 rows: 40 usable').waitFor();
	await page.getByLabel('Name', { exact: true }).fill('My tasks');
	await page.getByRole('button', { name: 'Open in Pools' }).click();
	await page.getByText('40 of 40 instructions').waitFor();
	await page.keyboard.press('j');
	await page.keyboard.press('Delete');
	await page.getByText('39 of 39 instructions').waitFor();
	const rows = await rowsOf<Instruction>(page, 'instructions');
	expect(rows.filter(({ split }) => split === 'heldOut').length).toBeGreaterThan(0);

	await page.getByRole('link', { name: 'Distil these' }).click();
	await expect(page.getByText('39 rows of the project')).toBeVisible();
	await expect(page.getByLabel('Base URL')).toBeVisible();
	await expect(page.getByRole('row', { name: 'Discrimination: referee scores' })).toBeVisible();
	await page.goBack();
	await page.getByRole('link', { name: 'Export', exact: true }).click();
	await expect(page.getByRole('heading', { name: 'Export and import' })).toBeInViewport();
	await expect(page.getByText('My tasks').first()).toBeVisible();
	await context.close();
	// What the server would say of itself is asked for in vain.
	expect(stack.faults.filter((fault) => !fault.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([]);
});

test('without a project the student that ships is scored on held-out instructions, pair by pair', async () => {
	test.setTimeout(300_000);
	const { page, context } = await stack.browse();
	await page.goto(stack.origin);
	await page.getByRole('button', { name: 'Evaluate' }).click();
	await page.getByRole('button', { name: /^Score the base/ }).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('of the teacher', {
		timeout: 240_000,
	});
	await page.getByText('1,590 of 1,590 pairs').waitFor();
	const [score] = await rowsOf<Score>(page, 'scores');
	expect(score).toMatchObject({ iteration: -1, set: 'heldOut', unscored: 0 });
	expect(score?.relative?.value).toBeGreaterThan(10);
	expect(await rowsOf<Student>(page, 'students')).toMatchObject([
		{ iteration: -1, selfTest: { passed: true } },
	]);
	await test.step('its card has the score, and says that its speed is not measured here', async () => {
		const { value, low, high } = score?.relative ?? { value: 0, low: 0, high: 0 };
		await page.goto(`${stack.origin}/student/card`);
		await expect(page.getByRole('heading', { level: 1 })).toHaveText(
			`base reaches ${value.toFixed(1)}\u00a0% of its teacher. Its speed here is not measured.`,
		);
		const against = page.getByRole('region', { name: 'Against its teacher' });
		await expect(against).toContainText(`${low.toFixed(1)}–${high.toFixed(1)}, 95`);
		await expect(against).toContainText('n\u00a0=\u00a01,590');
		await expectAccessible(page);
	});
	await test.step('and no page breaks a rule of accessibility, in light or in dark', async () => {
		await page.getByRole('link', { name: 'Its answers, pair by pair' }).click();
		await expectAccessible(page);
		for (const name of ['Loop', 'Pools', 'Student', 'Trainer', 'Settings', 'Home']) {
			await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click();
			await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
			await expectAccessible(page);
		}
		for (const address of ['start', 'curate']) {
			await page.goto(`${stack.origin}/${address}`);
			await page.getByRole('heading', { level: 1 }).waitFor();
			await expectAccessible(page);
		}
	});
	await context.close();
	expect(stack.faults).toEqual([]);
});
