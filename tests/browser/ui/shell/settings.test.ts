import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../../src/ui/base.css';
import { AppError } from '../../../../src/core/error.ts';
import type { ProjectId } from '../../../../src/core/id.ts';
import type { TeacherSettings } from '../../../../src/core/teacher.ts';
import SettingsPage from '../../../../src/ui/pages/settings/SettingsPage.svelte';
import { preferences } from '../../../../src/ui/state/preferences.svelte.ts';
import { give } from '../../../../src/ui/world.ts';
import { projectRow, studentRow } from '../../../fakes/rows.ts';
import { LINK, REFUSED, ShellWorld } from '../../../fakes/shell-world.ts';
import { violations } from './axe.ts';

const OWN = 'own1' as ProjectId;
const ACME: TeacherSettings = {
	kind: 'openai',
	baseUrl: 'https://api.acme.example/v1',
	model: 'acme-large',
	prices: { promptUsdPerMillion: 0.15, completionUsdPerMillion: 0.6 },
	concurrency: 16,
	structuredOutput: true,
};

async function open(change: (world: ShellWorld) => void = () => undefined) {
	const world = new ShellWorld();
	world.link = LINK;
	world.projects.set([
		projectRow(undefined, { name: 'Practice run 1' }),
		projectRow(OWN, { name: 'Support', kind: 'own', teacher: ACME }),
	]);
	change(world);
	give(world.asWorld());
	await render(SettingsPage);
	return world;
}

test('a teacher’s key goes to the engine’s memory and leaves the page', async () => {
	const world = await open();
	await expect.element(page.getByText(/No key in this tab/)).toBeVisible();
	const field = page.getByLabelText('Key', { exact: true });
	await expect.element(field).toHaveAttribute('type', 'password');
	await field.fill(' sk-secret ');
	await page.getByRole('button', { name: 'Use key' }).click();
	await expect.element(page.getByText(/A key is in this tab’s memory/)).toBeVisible();
	expect(world.handed).toEqual(['key https://api.acme.example sk-secret']);
	await expect.element(field).toHaveValue('');
	expect([...world.settings.values()].join()).not.toContain('sk-secret');
});

test('another model is saved; a wrong address is marked and saves nothing', async () => {
	const world = await open();
	await page.getByLabelText('Model').fill('acme-small');
	await page.getByLabelText('Base URL').fill('http://api.acme.example/v1');
	await page.getByRole('button', { name: 'Save teacher' }).click();
	await expect.element(page.getByLabelText('Base URL')).toHaveAttribute('aria-invalid', 'true');
	expect(world.told).toEqual([]);
	await page.getByLabelText('Base URL').fill('https://api.acme.example/v2');
	await page.getByRole('button', { name: 'Save teacher' }).click();
	await expect.element(page.getByText('Saved')).toBeVisible();
	expect(world.told).toEqual(['teacher of own1: acme-small']);
});

test('a test shows what was asked, answered and paid', async () => {
	await open();
	await page.getByRole('button', { name: /^Test, about \$0\.000012/ }).click();
	await expect.element(page.getByText('Reply with the single word: ready.')).toBeVisible();
	await expect.element(page.getByText('14 + 1 tokens, $0.0000027')).toBeVisible();
});

test('a refused test says what happened, in place', async () => {
	await open((it) => (it.teacherAway = new Error('The key was refused.')));
	await page.getByRole('button', { name: /^Test, / }).click();
	await expect.element(page.getByRole('alert')).toHaveTextContent('The key was refused.');
});

test('unlinking forgets the trainer; revoking asks first and tells the trainer', async () => {
	const world = await open();
	await page.getByRole('button', { name: 'Revoke token' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
	await expect.poll(() => world.told).toEqual(['revoke http://127.0.0.1:4748', 'unlink']);
	await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
	expect(world.link).toBeUndefined();
});

test('a linked trainer that refuses the link can be linked anew below, or tried again', async () => {
	const world = await open((it) => (it.trainerAway = REFUSED));
	await expect.element(page.getByText('refuses the link', { exact: true })).toBeVisible();
	await expect
		.element(page.getByRole('alert'))
		.toHaveTextContent(/Open the address that npm start printed again, .* or link it anew below/);
	expect(document.body.textContent).not.toContain('does not answer');
	await expect.element(page.getByRole('row', { name: /trainer.*stays here/ })).toBeVisible();
	world.trainerAway = undefined;
	await page.getByLabelText('Address').fill(LINK.url);
	await page.getByLabelText('Token').fill('new-token');
	await page.getByRole('button', { name: 'Link', exact: true }).click();
	await expect.element(page.getByText('answers', { exact: true })).toBeVisible();
	expect(world.link).toMatchObject({ url: LINK.url, token: 'new-token' });
});

test('a trainer that does not answer is not linked by hand', async () => {
	const world = await open((it) => {
		it.link = undefined;
		it.trainerAway = new Error('The token was refused.');
	});
	await page.getByLabelText('Address').fill('http://127.0.0.1:4748');
	await page.getByLabelText('Token').fill('wrong');
	await page.getByRole('button', { name: 'Link', exact: true }).click();
	await expect.element(page.getByRole('alert')).toHaveTextContent('The token was refused.');
	expect(world.link).toBeUndefined();
});

test('an address that is neither here nor https is refused before it is asked', async () => {
	await open((it) => (it.link = undefined));
	await page.getByLabelText('Address').fill('http://gpu.example:4748');
	await page.getByLabelText('Token').fill('t');
	await page.getByRole('button', { name: 'Link', exact: true }).click();
	await expect.element(page.getByText(/neither on this machine nor https/)).toBeVisible();
});

test('stored weights are named by their student and deleted after asking', async () => {
	const world = await open((it) => {
		it.students.set([studentRow(0, { source: { kind: 'stored', folder: 's0' } })]);
		it.folders = [{ folder: 's0', bytes: 3_800_000 }];
	});
	const remove = page.getByRole('button', { name: 'Delete student-0 of Practice run 1' });
	await remove.click();
	await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
	await expect.element(remove).not.toBeInTheDocument();
	expect(world.told).toContain('delete s0');
});

test('a project is deleted only after asking', async () => {
	const world = await open();
	await page.getByRole('button', { name: 'Delete Support' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).click();
	expect(world.told).not.toContain('delete own1');
	await page.getByRole('button', { name: 'Delete Support' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
	await expect.poll(() => world.told).toContain('delete own1');
});

test('a project that can’t be deleted says why, and stays', async () => {
	const world = await open();
	world.refusal = new AppError('run/held-elsewhere', 'Another tab carries it out.');
	await page.getByRole('button', { name: 'Delete Support' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
	await expect.element(page.getByRole('alert')).toHaveTextContent('Another tab carries it out.');
	await expect.element(page.getByRole('button', { name: 'Delete Support' })).toBeInTheDocument();
});

test('a project is exported as one file, with weights if asked', async () => {
	const world = await open();
	await page.getByRole('switch', { name: /students’ weights/ }).click();
	await page.getByRole('button', { name: 'Export' }).click();
	await expect.poll(() => world.told).toContain('export project1 with weights');
	await expect.element(page.getByText(/handed to the browser/)).toBeVisible();
});

test('theme and single letters are kept', async () => {
	const world = await open();
	await page.getByText('Dark', { exact: true }).click();
	await page.getByRole('switch', { name: 'Single letters act outside fields' }).click();
	await expect
		.poll(() => Object.fromEntries(world.settings))
		.toEqual({ theme: 'dark', 'single-letters': 'off' });
	await preferences.read({ get: () => Promise.resolve(undefined), set: () => Promise.resolve() });
});

test('themes are chosen by arrow keys', async () => {
	await open();
	page.getByRole('radio', { name: 'As the system' }).element().focus();
	await userEvent.keyboard('{ArrowRight}');
	await expect.poll(() => preferences.theme).toBe('light');
	await preferences.read({ get: () => Promise.resolve(undefined), set: () => Promise.resolve() });
});

test('what leaves names the teacher and says what stays', async () => {
	await open();
	await expect
		.element(page.getByRole('row', { name: /acme-large.*its key, instructions.*leaves/ }))
		.toBeVisible();
	await expect.element(page.getByRole('row', { name: /trainer.*stays here/ })).toBeVisible();
});

test('axe finds nothing', async () => {
	await open();
	await expect.element(page.getByText('answers', { exact: true })).toBeVisible();
	expect(await violations()).toEqual([]);
});
