/** `npm start` as a user has it: the built app, the real trainer, the page that it opens. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { isListening, somePort, Start, WITHOUT_PYTHON } from '../node/start-project.ts';
import { ROOT } from './stack.ts';

test('starts app and trainer, links the page without leaving the token, and stops both', async ({
	page,
}) => {
	const home = mkdtempSync(join(tmpdir(), 'retort-home-'));
	const [port, trainerPort] = [await somePort(), await somePort()];
	const args = ['--port', String(port), '--trainer-port', String(trainerPort)];
	const start = new Start(ROOT, args, { env: { RETORT_HOME: home } });
	try {
		await start.line(/^Retort is ready/);
		const address = (await start.line(/^Open /)).replace('Open ', '');
		expect(address).toContain('#link=');
		await page.goto(address);
		await page
			.getByText(`http://127.0.0.1:${String(trainerPort)}`)
			.first()
			.waitFor();
		await expect(page.getByText('Linked the trainer at')).toBeVisible();
		await expect(
			page.getByRole('status').filter({ hasText: `port ${String(port)}` }),
		).toBeVisible();
		expect(page.url()).toBe(`http://localhost:${String(port)}/`);
		expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
	} finally {
		start.process.kill('SIGINT');
		await start.ended;
		rmSync(home, { recursive: true, force: true });
	}
	expect([await isListening(port), await isListening(trainerPort)]).toEqual([false, false]);
});

test('starts without Python, and the page says what is missing', async ({ page }) => {
	const port = await somePort();
	const start = new Start(ROOT, ['--port', String(port)], WITHOUT_PYTHON);
	try {
		await page.goto((await start.line(/^Open /)).replace('Open ', ''));
		await page
			.getByRole('navigation', { name: 'Pages' })
			.getByRole('link', { name: 'Trainer' })
			.click();
		await expect(page.getByText('There is no Python 3.11 or newer').first()).toBeVisible();
		await expect(page.getByText('apt-get install python3').first()).toBeVisible();
	} finally {
		start.process.kill('SIGINT');
		await start.ended;
	}
});
