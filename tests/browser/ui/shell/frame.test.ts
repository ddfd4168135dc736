import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../../src/ui/base.css';
import type { Run } from '../../../../src/core/run.ts';
import App from '../../../../src/ui/App.svelte';
import { actions } from '../../../../src/ui/state/actions.svelte.ts';
import { give, type World } from '../../../../src/ui/world.ts';
import { LiveCell } from '../../../fakes/live-cell.ts';
import { progressRow } from '../../../fakes/loop-scene.ts';
import { projectRow, RUN, runRow } from '../../../fakes/rows.ts';
import { LINK, ShellWorld } from '../../../fakes/shell-world.ts';
import { violations } from './axe.ts';

const before = location.href;
beforeEach(async () => {
	await page.viewport(1280, 800);
	history.replaceState(null, '', '/nowhere');
});
afterEach(() => {
	history.replaceState(null, '', before);
	delete document.documentElement.dataset['theme'];
});

async function open(change: (world: ShellWorld) => void = () => undefined) {
	const world = new ShellWorld();
	world.link = LINK;
	change(world);
	give(world.asWorld());
	await render(App);
	await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible();
	return world;
}
function withRun(world: ShellWorld) {
	world.projects.set([projectRow(undefined, { name: 'Practice run 1' })]);
	world.runs.set([runRow(RUN, { state: { kind: 'running' } })]);
	world.progress.set(
		RUN,
		progressRow({
			place: { iteration: 2, stage: 'discrimination' },
			steps: [{ name: 'verdicts', done: 71, total: 100, failed: 0 }],
		}),
	);
}

test('an address that leads nowhere says so, and home is one click away', async () => {
	await open();
	await expect
		.element(page.getByRole('heading', { level: 1 }))
		.toHaveTextContent('There is no page at this address.');
	await expect.element(page.getByRole('link', { name: 'Go home' })).toHaveAttribute('href', '/');
});

test('without a project its pages lead nowhere and say why', async () => {
	await open();
	await expect.element(page.getByText('No project yet', { exact: true })).toBeVisible();
	const loop = page.getByRole('link', { name: 'Loop' });
	await expect.element(loop).toHaveAttribute('aria-disabled', 'true');
	await expect.element(loop).not.toHaveAttribute('href');
});

test('with a project its pages are linked, and the head says what runs', async () => {
	await open(withRun);
	const pages = page.getByRole('navigation', { name: 'Pages' });
	await expect
		.element(pages.getByRole('link', { name: 'Pools' }))
		.toHaveAttribute('href', '/projects/project1/pools');
	await expect
		.element(page.getByRole('link', { name: /Iteration 2,\s+scoring\s+71 %/ }))
		.toHaveAttribute('href', '/runs/run1');
});

test('G and a letter goes to a page, and the focus goes with it', async () => {
	await open();
	await userEvent.keyboard('gh');
	await expect.poll(() => location.pathname).toBe('/');
	await expect.element(page.getByRole('main')).toHaveFocus();
	const home = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Home' });
	await expect.element(home).toHaveAttribute('aria-current', 'page');
});

test('Ctrl K finds a command by its name and runs it', async () => {
	await open();
	let ran = 0;
	const stop = actions.offer([{ name: 'Retry 18 failed calls', run: () => (ran += 1) }]);
	await userEvent.keyboard('{Control>}k{/Control}');
	await userEvent.keyboard('retry');
	await expect.element(page.getByRole('option', { name: 'Retry 18 failed calls' })).toBeVisible();
	await userEvent.keyboard('{Enter}');
	await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
	expect(ran).toBe(1);
	stop();
});

test('? lists the keys that act now; Esc closes the list', async () => {
	await open(withRun);
	await userEvent.keyboard('?');
	const dialog = page.getByRole('dialog', { name: 'Keys' });
	await expect.element(dialog.getByText('Go to Pools')).toBeVisible();
	expect(await violations()).toEqual([]);
	await userEvent.keyboard('{Escape}');
	await expect.element(dialog).not.toBeInTheDocument();
});

test('the stored theme is put on the document', async () => {
	await open((world) => world.settings.set('theme', 'dark'));
	await expect.poll(() => document.documentElement.dataset['theme']).toBe('dark');
});

test('asked to notify before a reload, any page tells of the end of the run', async () => {
	const shell = new ShellWorld();
	withRun(shell);
	shell.settings.set('loop/notify', 'on');
	const run = new LiveCell<Run | undefined>(runRow(RUN, { state: { kind: 'running' } }));
	const notified: string[] = [];
	const world = shell.asWorld();
	const alerts: World['alerts'] = {
		...world.alerts,
		canNotify: true,
		notify: (title, body) => {
			notified.push(`${title}: ${body}`);
		},
	};
	const heard = vi.spyOn(world.settings, 'get');
	give({ ...world, alerts, library: { ...world.library, run: () => run } });
	await render(App);
	await expect.poll(() => heard.mock.calls.flat()).toContain('loop/notify');
	run.set(runRow(RUN, { state: { kind: 'finished', at: 1 } }));
	expect(notified).toEqual(['Run run1: The run is finished.']);
});
