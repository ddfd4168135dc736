/** A tab with older code beside a newer one: the older stops and says so; neither stands there empty. */
import { expect, test } from '@playwright/test';
import { Stack } from './stack.ts';

let stack: Stack;
test.beforeAll(async () => {
	stack = await Stack.start({ trainer: false });
});
test.afterAll(async () => {
	await stack.stop();
});

/** Opens the database past the app, in this version (Dexie's are tens), and holds it deaf to all wishes. */
const holdDatabase = (version: number) =>
	new Promise<void>((resolve, reject) => {
		const opening = indexedDB.open('retort', version);
		opening.onsuccess = () => {
			Object.assign(globalThis, { held: opening.result });
			resolve();
		};
		opening.onerror = () => {
			reject(new Error(String(opening.error)));
		};
	});

test('a newer app waits for an older tab that holds the database, says so, and opens when that is closed', async () => {
	const { context, page: older } = await stack.browse();
	await older.goto(`${stack.origin}/icon.svg`);
	await older.evaluate(holdDatabase, 1);
	const newer = await context.newPage();
	await newer.goto(stack.origin);
	const alert = newer.getByRole('alert');
	await expect(alert).toContainText('Another tab holds the database of an older Retort.');
	await older.close();
	await expect(newer.getByRole('heading', { name: 'Watch a distillation' })).toBeVisible();
	await expect(alert).not.toBeVisible();

	await test.step('and is older itself when a still newer one comes', async () => {
		const newest = await context.newPage();
		await newest.goto(`${stack.origin}/icon.svg`);
		await newest.evaluate(holdDatabase, 9990);
		await expect(newer.getByText('A newer version of Retort is ready.')).toBeVisible();
		await newer.reload();
		await expect(alert).toContainText('This tab has an older Retort than this browser’s data.');
		await expect(newer.getByRole('button', { name: 'Reload' })).toBeVisible();
	});
	await context.close();
});
