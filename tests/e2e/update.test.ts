/** A newer build while pages are open: it is offered on each, and none is loaded anew before it says so. */
import {
	cpSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { ROOT, Stack } from './stack.ts';

const folder = mkdtempSync(join(tmpdir(), 'retort-dist-'));
const dist = join(folder, 'dist');
let stack: Stack;
test.beforeEach(async () => {
	rmSync(dist, { recursive: true, force: true });
	cpSync(join(ROOT, 'dist'), dist, { recursive: true });
	stack = await Stack.start({ trainer: false, dist });
});
test.afterEach(async () => {
	await stack.stop();
	rmSync(dist, { recursive: true, force: true });
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

const HASHED = /-([\w-]{8})\.\w+$/;
const TEXTS = ['.js', '.mjs', '.css', '.html'];

/** As after a change of everything: the server has no file under the name that it had. */
function renameAll(mark = 'zz'): void {
	const built = ['assets', 'engines'].flatMap((part) =>
		readdirSync(join(dist, part)).map((name) => join(part, name)),
	);
	const hashes = built.flatMap((name) => HASHED.exec(name)?.[1] ?? []);
	const renamed = (text: string) =>
		hashes.reduce((whole, hash) => whole.replaceAll(hash, `${mark}${hash.slice(2)}`), text);
	for (const name of [...built, 'index.html', 'sw.js']) {
		const path = join(dist, name);
		if (TEXTS.includes(extname(name))) writeFileSync(path, renamed(readFileSync(path, 'utf8')));
		if (HASHED.test(name)) renameSync(path, join(dist, renamed(name)));
	}
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

test('a run goes on when another tab takes a build without any of its files and one more waits, and its tab with parts that it never opened', async () => {
	test.setTimeout(300_000);
	const { context, page: first } = await stack.browse();
	await first.goto(stack.origin);
	await first.evaluate(() => navigator.serviceWorker.ready);
	await first.reload();
	await first.getByRole('button', { name: 'Evaluate' }).click();
	await first.getByRole('button', { name: /^Score the base/ }).click();
	await first.getByRole('button', { name: 'Pause' }).waitFor();

	renameAll();
	const second = await context.newPage();
	await second.goto(stack.origin);
	await expect(notice(second)).toBeVisible({ timeout: 120_000 });
	await reload(second).click();
	await expect(notice(second)).not.toBeVisible();
	await expect(notice(first)).toBeVisible();
	// One more, which nobody takes: the first tab is two builds behind what comes next.
	renameAll('yy');
	await second.reload();
	await expect(notice(second)).toBeVisible({ timeout: 120_000 });
	// Files that never change may lie there for a year, or be thrown out at any moment.
	await (await context.newCDPSession(first)).send('Network.clearBrowserCache');
	await expect(first.getByRole('heading', { level: 1 })).toContainText('of the teacher', {
		timeout: 200_000,
	});
	// Its part of the app and its worker were in no cache of use, and the server has them no more.
	const pages = first.getByRole('navigation', { name: 'Pages' });
	await pages.getByRole('link', { name: 'Student' }).click();
	await first.getByText('on this machine alone').waitFor({ timeout: 120_000 });
	await pages.getByRole('link', { name: 'Trainer' }).click();
	await expect(first).toHaveTitle(/Trainer/);
	await expect(first.getByText('could not be loaded')).toHaveCount(0);
	await context.close();
	expect(stack.faults).toEqual([]);
});
