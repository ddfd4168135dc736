/** A newer build while pages are open: it is offered on each, and none is loaded anew before it says so. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { ROOT, Stack } from './stack.ts';

const folder = mkdtempSync(join(tmpdir(), 'retort-dist-'));
const dist = join(folder, 'dist');
let stack: Stack;
test.beforeAll(async () => {
	cpSync(join(ROOT, 'dist'), dist, { recursive: true });
	stack = await Stack.start({ trainer: false, dist });
});
test.afterAll(async () => {
	await stack.stop();
	rmSync(folder, { recursive: true, force: true });
});

/** What a build changes: a page, and its revision in the worker's list. */
function buildAgain(): void {
	const change = (file: string, from: RegExp, to: string) => {
		const text = readFileSync(join(dist, file), 'utf8');
		expect(text).toMatch(from);
		writeFileSync(join(dist, file), text.replace(from, to));
	};
	change('index.html', /<\/head>/, '<meta name="build" content="newer" /></head>');
	change('sw.js', /url:"index\.html",revision:"\w+"/, 'url:"index.html",revision:"newer"');
}

/** There once on a page of the newer build. */
const newerBuild = (page: Page) => page.locator('meta[name="build"]');
const notice = (page: Page) => page.getByText('A newer version of Retort is ready.');
const reload = (page: Page) => page.getByRole('button', { name: 'Reload', exact: true });

test('a newer build is offered on every open page, and loaded only where it is asked for', async () => {
	const { context, page: first } = await stack.browse();
	await first.goto(stack.origin);
	await first.evaluate(() => navigator.serviceWorker.ready);
	await first.reload();
	expect(await first.evaluate(() => navigator.serviceWorker.controller)).not.toBeNull();
	// Not its title: the page sets that itself, when its part of the app arrives.
	await first.evaluate(() => {
		document.documentElement.dataset.visit = 'the first';
	});
	await expect(notice(first)).not.toBeVisible();

	buildAgain();
	const second = await context.newPage();
	await second.goto(stack.origin);
	await expect(notice(second)).toBeVisible();
	await expect(newerBuild(second)).toHaveCount(0);
	await reload(second).click();
	await expect(newerBuild(second)).toHaveCount(1);
	await expect(notice(second)).not.toBeVisible();

	await expect(notice(first)).toBeVisible();
	expect(await first.locator('html').getAttribute('data-visit')).toBe('the first');
	await reload(first).click();
	await expect(newerBuild(first)).toHaveCount(1);
	expect(stack.faults).toEqual([]);
});
