/** Models from elsewhere in the built app: fetched once, going on after a reload, answering with the network and the server gone. */
import { join } from 'node:path';
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { hubRepos } from '../fakes/hub-repos.ts';
import { HubServer } from '../fakes/hub-server.ts';
import { ROOT, Stack } from './stack.ts';

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

async function setMirror(page: Page): Promise<void> {
	await page.goto(`${stack.origin}/settings#models`);
	const field = page.getByLabel('Hub', { exact: true });
	await field.fill('http://mirror.example');
	await page.getByRole('button', { name: 'Save Hub' }).click();
	await expect(page.getByText(/neither https nor on this machine/)).toBeVisible();
	await field.fill(hub.address);
	await page.getByRole('button', { name: 'Save Hub' }).click();
	await expect(page.getByText('A mirror.')).toBeVisible();
	await expect(page.getByRole('cell', { name: `models, ${hub.address}` })).toBeVisible();
}

/** From here on the console tells of each question that has no network, and of nothing else. */
async function goOffline(context: BrowserContext): Promise<void> {
	expect(stack.faults).toEqual([]);
	await context.setOffline(true);
}
const otherFaults = () =>
	stack.faults.splice(0).filter((fault) => !/^Failed to load resource: net::ERR_/.test(fault));

async function ask(page: Page): Promise<void> {
	await page
		.getByRole('textbox', { name: 'Instruction' })
		.fill('Which is heavier, 900 g or 1.1 kg?');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('log')).toContainText(/tokens?, first after/, { timeout: 60_000 });
}

test('after a first visit that asked it nothing the shipped student answers offline', async () => {
	test.setTimeout(180_000);
	const { page, context } = await stack.browse();
	await page.goto(stack.origin);
	await page.getByText('Offline-ready').waitFor({ timeout: 60_000 });
	await goOffline(context);
	const pages = page.getByRole('navigation', { name: 'Pages' });
	await pages.getByRole('link', { name: 'Student' }).click();
	await page.getByText('runs in this tab').waitFor({ timeout: 120_000 });
	await page.reload();
	await page.getByText('runs in this tab').waitFor({ timeout: 120_000 });
	await ask(page);
	expect(otherFaults()).toEqual([]);
	await context.close();
});

test('a model of a mirror is fetched through a reload without a byte twice, and answers offline', async () => {
	test.setTimeout(300_000);
	const { page, context } = await stack.browse();
	await setMirror(page);
	hub.faults.set(GRAPH, [{ kind: 'hang', afterBytes: 2_000_000 }]);
	await page.goto(`${stack.origin}/student`);
	await page.getByText('Take one from the hub by its id').click();
	await page.getByLabel('Id', { exact: true }).fill('retort/practice');
	await page.getByRole('button', { name: 'Look it up' }).click();
	await page.getByRole('button', { name: /^Download 4\.9/ }).click();
	await expect(page.getByText(/2\.\d\sMB of 4\.9\sMB/)).toBeVisible();

	await page.reload();
	await page.getByRole('button', { name: 'Resume practice', exact: true }).click();
	await page.getByRole('button', { name: 'Use practice', exact: true }).click();
	await expect(page.getByText('practice runs in this tab')).toBeVisible({ timeout: 120_000 });
	const ranges = hub.asked.filter(({ path }) => path === GRAPH).map(({ range }) => range);
	expect(ranges).toEqual([null, 'bytes=2000000-']);
	const others = hub.asked.map(({ path }) => path).filter((path) => path !== GRAPH);
	expect(others).toHaveLength(new Set(others).size);

	// Its address brings it back, with the app from the service worker and nothing else there.
	await page.evaluate(() => navigator.serviceWorker.ready);
	await page.reload();
	await expect(page.getByText('practice runs in this tab')).toBeVisible({ timeout: 120_000 });
	await hub.stop();
	await goOffline(context);
	await page.reload();
	await expect(page.getByText('practice runs in this tab')).toBeVisible({ timeout: 120_000 });
	await ask(page);
	expect(otherFaults()).toEqual([]);
	await context.close();
});

test('a folder of the user’s is opened and answers offline; deleted, it is gone', async () => {
	test.setTimeout(300_000);
	const { page, context } = await stack.browse();
	await page.goto(`${stack.origin}/student`);
	await page.evaluate(() => navigator.serviceWorker.ready);
	await page.getByLabel('Folder of a model').setInputFiles(join(ROOT, 'models/practice-student'));
	await expect(page.getByText('practice-student runs in this tab')).toBeVisible({
		timeout: 120_000,
	});
	await goOffline(context);
	await page.reload();
	await expect(page.getByText('practice-student runs in this tab')).toBeVisible({
		timeout: 120_000,
	});
	await ask(page);
	await page.getByRole('button', { name: 'Delete practice-student', exact: true }).click();
	await page.getByRole('button', { name: 'Delete practice-student for good' }).click();
	await expect(page.getByRole('button', { name: 'Use practice-student' })).toHaveCount(0);
	expect(otherFaults()).toEqual([]);
	await context.close();
});
