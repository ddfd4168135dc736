/** The student that ships: talked to without its weights for training, taken away with them. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { unzipSync } from 'fflate';
import type { StudentFile } from '../../src/core/student.ts';
import { Stack } from './stack.ts';

let stack: Stack;
test.beforeAll(async () => {
	stack = await Stack.start({ trainer: false });
});
test.afterAll(async () => {
	await stack.stop();
});

test('the weights for training are read only when the folder is downloaded, and kept nowhere', async () => {
	test.setTimeout(300_000);
	const { page, context } = await stack.browse();
	const read: string[] = [];
	context.on('request', (request) => {
		if (request.url().endsWith('.safetensors')) read.push(new URL(request.url()).pathname);
	});
	await page.goto(`${stack.origin}/student`);
	const isLoaded = async () => {
		await page.getByText('on this machine alone').waitFor({ timeout: 120_000 });
	};
	await isLoaded();
	await page.evaluate(() => navigator.serviceWorker.ready);
	await page.reload();
	await isLoaded();
	expect(read).toEqual([]);

	const coming = page.waitForEvent('download');
	await page.getByRole('button', { name: /^Download Practice student as a folder/ }).click();
	const unpacked = unzipSync(readFileSync(await (await coming).path()));
	const manifest = await page.evaluate(async () =>
		(await fetch('/models/practice-student/manifest.json')).text(),
	);
	const { files } = JSON.parse(manifest) as { readonly files: readonly StudentFile[] };
	expect(Object.entries(unpacked).map(([path, data]) => [path, data.length])).toEqual(
		files.map(({ path, bytes }) => [path, bytes]),
	);
	expect(Object.keys(unpacked)).toContain('model.safetensors');
	const kept = await page.evaluate(async () => {
		const stores = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
		const requests = await Promise.all(stores.map((store) => store.keys()));
		// Of the app's own list with a revision in the query.
		return requests.flat().map(({ url }) => new URL(url).pathname);
	});
	expect(kept.filter((path) => path.endsWith('.onnx'))).not.toEqual([]);
	expect(kept.filter((path) => path.endsWith('.safetensors'))).toEqual([]);
	expect(stack.faults).toEqual([]);
});
