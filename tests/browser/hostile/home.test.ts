import { afterEach, describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import type { ProjectId, RunId } from '../../../src/core/id.ts';
import App from '../../../src/ui/App.svelte';
import HomePage from '../../../src/ui/pages/home/HomePage.svelte';
import { give } from '../../../src/ui/world.ts';
import { projectRow, runRow } from '../../fakes/rows.ts';
import { plainTeacher } from '../../fakes/memory-teachers.ts';
import { LINK, ShellWorld } from '../../fakes/shell-world.ts';
import { HOSTILE, ONE_OF_EACH } from '../../fixtures/hostile/corpus.ts';
import { expectInert, inParts, startOver } from './hostile-page.ts';

const PARTS = inParts(HOSTILE, 120).map((texts, part) => ({ part, texts }));
const before = location.href;
afterEach(startOver);

async function open(change: (world: ShellWorld) => void) {
	await page.viewport(1280, 900);
	const world = new ShellWorld();
	world.link = LINK;
	change(world);
	give(world.asWorld());
	await render(HomePage);
}

describe('on Home, nothing of it does harm', () => {
	test.each(PARTS)(
		'as names of projects and as what a run waits for, part $part',
		async ({ texts }) => {
			await open((world) => {
				world.projects.set(
					texts.map(({ text }, index) =>
						projectRow(`p${String(index)}` as ProjectId, {
							name: text,
							kind: 'own',
							teacher: plainTeacher({ model: text }),
						}),
					),
				);
				world.runs.set(
					texts.map(({ text }, index) =>
						runRow(`r${String(index)}` as RunId, {
							projectId: `p${String(index)}` as ProjectId,
							state: { kind: 'paused', by: 'trouble', code: text, because: text, at: 1 },
						}),
					),
				);
			});
			await expect
				.poll(() => document.querySelectorAll('.projects tbody tr').length)
				.toBe(texts.length);
			await expectInert('tr, h1');
		},
	);

	test('as the name in the running head', async () => {
		for (const name of ONE_OF_EACH) {
			history.replaceState(null, '', '/nowhere');
			await page.viewport(1280, 900);
			const world = new ShellWorld();
			world.projects.set([projectRow(undefined, { name })]);
			give(world.asWorld());
			await render(App);
			await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible();
			await expectInert('header');
			await startOver();
		}
		history.replaceState(null, '', before);
	});

	test('as what keeps the storage from opening', async () => {
		for (const text of ONE_OF_EACH) {
			await open((world) => (world.libraryBroken = new Error(text)));
			await expect.element(page.getByRole('button', { name: 'Reload' })).toBeVisible();
			await expectInert('.failure');
			await startOver();
		}
	});
});
