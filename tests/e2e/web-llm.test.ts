/** web-llm in the built app, under its content policy: chosen on the Student page, loaded, talked to. */
import { expect, test } from '@playwright/test';
import { Stack } from './stack.ts';

let stack: Stack;
test.beforeAll(async () => {
	stack = await Stack.start({ trainer: false });
});
test.afterAll(async () => {
	await stack.stop();
});

test('a student answers on web-llm where the user sets it, and nothing is asked of another server', async () => {
	test.setTimeout(400_000);
	const { page } = await stack.browse();
	await page.goto(`${stack.origin}/student`);
	const finding = page.getByText('on this machine alone');
	await finding.waitFor({ timeout: 120_000 });
	await expect(page.getByText('by WebAssembly with transformers.js')).toBeVisible();
	await page.getByLabel('Chat answers with').selectOption('web-llm');
	await expect(page.getByText('By WebGPU, with web-llm')).toBeVisible({ timeout: 240_000 });
	await page
		.getByRole('textbox', { name: 'Instruction' })
		.fill('cut the figure 80 in two equal parts');
	await page.getByRole('button', { name: 'Ask', exact: true }).click();
	await expect(page.getByText(/Of the last reply it read \d+ tokens/)).toBeVisible({
		timeout: 120_000,
	});
	await expect(page.getByRole('log')).toContainText('tokens, first after');

	await page.reload();
	await expect(page.getByText('By WebGPU, with web-llm')).toBeVisible({ timeout: 240_000 });
	const kept = await page.evaluate(() => caches.keys());
	expect(kept.filter((name) => name.startsWith('webllm'))).toEqual([]);
	expect(stack.faults).toEqual([]);
});
