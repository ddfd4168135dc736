import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../../src/ui/base.css';
import type { RunId } from '../../../../src/core/id.ts';
import HomePage from '../../../../src/ui/pages/home/HomePage.svelte';
import { give } from '../../../../src/ui/world.ts';
import { progressRow, scoreRow } from '../../../fakes/loop-scene.ts';
import { projectRow, RUN, runRow } from '../../../fakes/rows.ts';
import { DEVICE, LINK, REFUSED, ShellWorld } from '../../../fakes/shell-world.ts';
import { violations } from './axe.ts';

async function open(change: (world: ShellWorld) => void = () => undefined) {
	const world = new ShellWorld();
	change(world);
	give(world.asWorld());
	await render(HomePage);
	return world;
}
function withProject(world: ShellWorld) {
	world.link = LINK;
	world.projects.set([projectRow(undefined, { name: 'Practice run 1' })]);
	world.runs.set([
		runRow(RUN, { state: { kind: 'paused', by: 'user', code: null, because: 'by you', at: 1 } }),
	]);
	world.progress.set(RUN, progressRow({ place: { iteration: 2, stage: 'generation' } }));
	world.scores.set(RUN, [scoreRow(-1, 31.2), scoreRow(1, 58.7)]);
}

test('a new browser is offered four ways, the first of them primary', async () => {
	await open();
	await expect
		.element(page.getByRole('heading', { level: 1 }))
		.toHaveTextContent('Turn a strong model');
	const ways = page.getByRole('list').getByRole('heading', { level: 2 });
	await expect
		.poll(() => ways.elements().map((way) => way.textContent))
		.toEqual([
			'Watch a distillation',
			'Distil with your own teacher',
			'Evaluate a student',
			'Curate instructions',
		]);
	await expect
		.poll(() => [...document.querySelectorAll('.button.primary')].map((b) => b.textContent))
		.toEqual(['Watch']);
	await expect
		.element(page.getByText('The practice teacher is a program, not a language model'))
		.toBeVisible();
});

test('watching makes a practice run and starts it', async () => {
	const world = await open((it) => (it.link = LINK));
	await expect.element(page.getByText('linked, on this machine')).toBeVisible();
	await page.getByRole('button', { name: 'Watch', exact: true }).click();
	await expect.poll(() => world.told).toEqual(['create practice', 'start run1']);
});

test('without a project, evaluating makes a practice world, and curating asks for a file alone', async () => {
	const world = await open();
	await expect
		.element(page.getByRole('link', { name: 'Open a file' }))
		.toHaveAttribute('href', '/curate');
	await page.getByRole('button', { name: 'Evaluate' }).click();
	await expect.poll(() => world.told).toEqual(['create practice']);
});

test('without a trainer watching explains itself instead of failing later', async () => {
	const trainer = { state: 'missing', reason: 'No Python.', fix: 'Install Python 3.11.' } as const;
	const world = await open(
		(it) =>
			(it.device = {
				...DEVICE,
				server: { ...DEVICE.server, trainer, usualPort: 4747, port: 4747 },
			}),
	);
	await expect.element(page.getByText('none linked', { exact: true })).toBeVisible();
	await page.getByRole('button', { name: 'Watch', exact: true }).click();
	await expect
		.element(page.getByRole('alert'))
		.toHaveTextContent(/No Python\. Install Python 3\.11\./);
	expect(world.told).toEqual([]);
});

test('a trainer that refuses the link is told apart from one that is silent, and keeps watching from failing', async () => {
	const world = await open((it) => {
		it.link = LINK;
		it.trainerAway = REFUSED;
	});
	await expect.element(page.getByText('on this machine refuses the link')).toBeVisible();
	await page.getByRole('button', { name: 'Watch', exact: true }).click();
	await expect
		.element(page.getByRole('alert'))
		.toHaveTextContent(/refuses the link\. Open the address that npm start printed again/);
	expect(document.body.textContent).not.toContain('does not answer');
	expect(world.told).toEqual([]);
});

test('a start that fails says so and keeps the way to the run', async () => {
	await open((it) => {
		it.link = LINK;
		it.refusal = new Error('Another tab holds this project.');
	});
	await expect.element(page.getByText('linked, on this machine')).toBeVisible();
	await page.getByRole('button', { name: 'Watch', exact: true }).click();
	await expect
		.element(page.getByRole('alert'))
		.toHaveTextContent('Another tab holds this project.');
});

test('with a project the page opens with how far it got, and one click goes on', async () => {
	await open(withProject);
	await expect
		.element(page.getByRole('heading', { level: 1 }))
		.toHaveTextContent(
			/Practice run 1\s+is paused: student-1 reaches\s+58\.7.%\s+±.3\.2 of the teacher\./,
		);
	await expect
		.element(page.getByRole('link', { name: 'Go on Practice run 1' }))
		.toHaveAttribute('href', '/runs/run1');
	await expect
		.element(page.getByText('paused in iteration 2, generation', { exact: true }))
		.toBeVisible();
});

test('trouble shows its reason at the project', async () => {
	await open((it) => {
		withProject(it);
		it.runs.set([
			runRow('r2' as RunId, {
				state: { kind: 'paused', by: 'trouble', code: 'x', because: 'The key was refused.', at: 1 },
			}),
		]);
	});
	await expect.element(page.getByRole('cell', { name: 'The key was refused.' })).toBeVisible();
	await expect.element(page.getByRole('link', { name: /^See why/ })).toBeVisible();
});

test('on another port than the usual it says where the other projects are', async () => {
	await open((it) => {
		it.device = {
			...DEVICE,
			server: { trainer: { state: 'running' }, usualPort: 4747, port: 4757 },
		};
	});
	await expect
		.element(page.getByRole('link', { name: /:4747$/ }))
		.toHaveAttribute('href', `${location.protocol}//${location.hostname}:4747`);
});

test('a software adapter, one thread and unkept storage are each said', async () => {
	await open((it) => {
		it.device = {
			...DEVICE,
			webgpu: DEVICE.webgpu && { ...DEVICE.webgpu, adapter: 'SwiftShader', real: false },
			wasmThreads: 1,
			isolated: false,
			storage: DEVICE.storage && { ...DEVICE.storage, persisted: false },
		};
	});
	await expect
		.element(page.getByText(/no graphics processor: students run on WebAssembly/))
		.toBeVisible();
	await expect.element(page.getByText(/page not isolated/)).toBeVisible();
	await expect.element(page.getByRole('button', { name: 'Ask to keep it' })).toBeVisible();
});

test('storage that does not open is a failure with what to do, not an empty list', async () => {
	await open((it) => (it.libraryBroken = new Error('The database is blocked.')));
	await expect.element(page.getByRole('alert')).toHaveTextContent('The database is blocked.');
	await expect.element(page.getByRole('button', { name: 'Reload' })).toBeVisible();
});

test('axe finds nothing, new and with projects', async () => {
	await open(withProject);
	await expect.element(page.getByText('linked, on this machine')).toBeVisible();
	expect(await violations()).toEqual([]);
});
