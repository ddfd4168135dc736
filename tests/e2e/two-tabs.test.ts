/** Two tabs of the built app that load the same student at once, and fetch the same model at once. */
import { expect, test, type Page } from '@playwright/test';
import { hubRepos } from '../fakes/hub-repos.ts';
import { HubServer } from '../fakes/hub-server.ts';
import { Stack } from './stack.ts';

let stack: Stack;
let hub: HubServer;
test.beforeAll(async () => {
	stack = await Stack.start({ trainer: false });
	hub = await HubServer.start(hubRepos({ repo: 'mlc-ai/none', library: 'none.wasm' }));
});
test.afterAll(async () => {
	await hub.stop();
	await stack.stop();
});
const GRAPH = 'onnx/model_quantized.onnx';

async function ask(page: Page): Promise<void> {
	await page
		.getByRole('textbox', { name: 'Instruction' })
		.fill('Which is heavier, 900 g or 1.1 kg?');
	await page.getByRole('button', { name: 'Ask', exact: true }).click();
	await expect(page.getByRole('log')).toContainText(/tokens?, first after/, { timeout: 60_000 });
}

async function lookUp(page: Page): Promise<void> {
	await page.getByText('Take one from the hub by its id').click();
	await page.getByLabel('Id', { exact: true }).fill('retort/practice');
	await page.getByRole('button', { name: 'Look it up' }).click();
	await page.getByRole('button', { name: /^Download 4\.9/ }).waitFor();
}

test('both load a student and fetch a model at once, each byte comes once, and both answer', async () => {
	test.setTimeout(300_000);
	const { page: first, context } = await stack.browse();
	await first.goto(`${stack.origin}/settings#models`);
	await first.getByLabel('Hub', { exact: true }).fill(hub.address);
	await first.getByRole('button', { name: 'Save Hub' }).click();
	await expect(first.getByText('A mirror.')).toBeVisible();
	const second = await context.newPage();
	const tabs = [first, second];
	await Promise.all(tabs.map((page) => page.goto(`${stack.origin}/student`)));
	await Promise.all(
		tabs.map((page) => page.getByText('on this machine alone').waitFor({ timeout: 120_000 })),
	);
	await Promise.all(tabs.map(ask));

	hub.faults.set(GRAPH, [{ kind: 'hang', afterBytes: 2_000_000 }]);
	await Promise.all(tabs.map(lookUp));
	await first.getByRole('button', { name: /^Download 4\.9/ }).click();
	await expect(first.getByText(/2\.\d\sMB of 4\.9\sMB/)).toBeVisible();
	await second.getByRole('button', { name: /^Download 4\.9/ }).click();
	await expect(second.getByText(/ of 4\.9\sMB/).first()).toBeVisible();
	hub.drop();
	for (const page of tabs)
		await expect(page.getByRole('button', { name: 'Use practice', exact: true })).toBeVisible({
			timeout: 60_000,
		});
	const ranges = hub.asked.filter(({ path }) => path === GRAPH).map(({ range }) => range);
	expect(ranges).toEqual([null, 'bytes=2000000-']);
	for (const page of tabs) {
		await expect(page.getByRole('alert')).toHaveCount(0);
		await page.getByRole('button', { name: 'Use practice', exact: true }).click();
	}
	await Promise.all(
		tabs.map((page) => page.getByText('practice runs in this tab').waitFor({ timeout: 120_000 })),
	);
	await Promise.all(tabs.map(ask));
	expect(stack.faults).toEqual([]);
	await context.close();
});
