import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import type { Caps } from '../../../../src/core/budget.ts';
import type { RunId } from '../../../../src/core/id.ts';
import { recipeFrom } from '../../../../src/core/recipe.ts';
import type { Run, RunState } from '../../../../src/core/run.ts';
import type { TeacherSettings } from '../../../../src/core/teacher.ts';
import '../../../../src/ui/base.css';
import Loop from '../../../../src/ui/pages/loop/Loop.svelte';
import { give, type World } from '../../../../src/ui/world.ts';
import { progressRow } from '../../../fakes/loop-scene.ts';
import { LoopWorld } from '../../../fakes/loop-world.ts';
import { projectRow, RUN } from '../../../fakes/rows.ts';
import { violations } from '../shell/axe.ts';

const TEACHER: TeacherSettings = {
	...{ kind: 'openai', baseUrl: 'https://teacher.test/v1', model: 'm', concurrency: 4 },
	prices: { promptUsdPerMillion: 1, completionUsdPerMillion: 2 },
	structuredOutput: true,
};
const CAPS: Caps = { calls: 500, tokens: null, nanoUsd: 2e9 };
const spent = { calls: 480, tokens: 96_000, nanoUsd: 860_000_000 };
const inFlight = { calls: 12, tokens: 9000, nanoUsd: 40_000_000 };
const nothing = { calls: 0, tokens: 0, nanoUsd: 0 };

async function open(
	run: Partial<Run>,
	isRunning: boolean,
	onfork: (run: RunId) => void = () => undefined,
) {
	const world = new LoopWorld(run);
	world.project.set(projectRow(undefined, { kind: 'own', teacher: TEACHER }));
	const projected = { calls: 1200, tokens: 240_000, nanoUsd: 2_150_000_000 };
	world.progress.set(
		progressRow({
			costNanoUsd: 860_000_000,
			budget: { spent, inFlight: isRunning ? inFlight : nothing },
			projected,
		}),
	);
	if (isRunning) world.running.set(RUN);
	await page.viewport(1280, 900);
	give(world as unknown as World);
	await render(Loop, { run: RUN, onfork });
	return world;
}
const button = (name: string) => page.getByRole('button', { name, exact: true });
const cells = (name: string) => page.getByRole('row', { name }).getByRole('cell');
const AT = Date.UTC(2026, 10, 24, 12);
const atCap: RunState = {
	kind: 'paused',
	by: 'trouble',
	at: AT,
	code: 'run/budget-calls',
	because: 'The next call could exceed the cap on calls.',
};

test('beside what is spent stand what is in flight, what it comes to, the cap and what it leaves', async () => {
	await open({ state: { kind: 'running' }, caps: CAPS }, true);
	const texts = async (name: string) => {
		await expect.element(cells(name).first()).toBeVisible();
		return cells(name)
			.elements()
			.map(({ textContent }) => textContent.trim());
	};
	expect(await texts('calls 480')).toEqual(['calls', '480', '12', '1,200', '500', '8']);
	expect(await texts('tokens 96,000')).toEqual([
		...['tokens', '96,000', '9,000', '240,000', 'none', '–'],
	]);
	expect(await texts('money')).toEqual(['money', '$0.86', '$0.04', '$2.15', '$2.00', '$1.10']);
});

test('caps are changed and removed on the page, while it runs', async () => {
	const world = await open({ state: { kind: 'running' }, caps: CAPS }, true);
	await button('Change the caps').click();
	await page.getByLabelText('Most calls').fill('none');
	await expect
		.element(page.getByLabelText('Most calls'))
		.toHaveAccessibleDescription('Write a whole number from 1, or leave it empty.');
	await expect.element(button('Save the caps')).toBeDisabled();
	await page.getByLabelText('Most calls').fill('');
	await page.getByLabelText('Most money').fill('3.5');
	expect(await violations()).toEqual([]);
	await button('Save the caps').click();
	const caps = { calls: null, tokens: null, nanoUsd: 3_500_000_000 };
	expect(world.told).toEqual([`caps of run1: ${JSON.stringify(caps)}`]);
	await expect.element(cells('money').nth(4)).toHaveTextContent('$3.50');
});

test('a run that paused at its cap says which, what is spent and in flight, and goes on with a higher one in one step', async () => {
	const world = await open({ state: atCap, caps: CAPS }, false);
	const alert = page.getByRole('alert');
	await expect.element(alert).toHaveTextContent('The cap on calls is reached.');
	await expect.element(alert).toHaveTextContent('480 of 500 are spent, 0 in flight.');
	expect(await violations()).toEqual([]);
	await page.getByLabelText('Most calls').fill('400');
	await expect.element(page.getByRole('button', { name: /^Raise to/ })).toBeDisabled();
	await page.getByLabelText('Most calls').fill('900');
	await button('Raise to 900 and go on').click();
	expect(world.told).toEqual([
		`caps of run1: ${JSON.stringify({ ...CAPS, calls: 900 })}`,
		'start run1',
	]);
});

test('a cap that can’t be kept, since the cost is unknown, is removed and the run goes on', async () => {
	const state: RunState = { ...atCap, code: 'run/budget-unknown', because: 'The cost is unknown.' };
	const world = await open({ state, caps: { ...CAPS, calls: null } }, false);
	await button('Remove the cap and go on').click();
	expect(world.told).toEqual([
		'caps of run1: {"calls":null,"tokens":null,"nanoUsd":null}',
		'start run1',
	]);
});

test('the page of a trial says what it is and starts the whole run, with the caps that were meant for it', async () => {
	const recipe = recipeFrom('paper', { seed: 1, baseId: 'base' });
	const state: RunState = { kind: 'finished', at: AT };
	const opened: string[] = [];
	const world = await open({ state, trial: { recipe, caps: CAPS } }, false, (run) =>
		opened.push(run),
	);
	await expect.element(page.getByText('This is a trial of 20 instructions.')).toBeVisible();
	expect(button('More iterations').query()).toBeNull();
	expect(button('Go back').query()).toBeNull();
	await button('Start the whole run').click();
	expect(world.told).toEqual([
		`new run of project1: ${JSON.stringify({ caps: CAPS })}`,
		'start run2',
	]);
	expect(opened).toEqual(['run2']);
});
