import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../../src/ui/base.css';
import type { ImportPreview } from '../../../../src/app/import-ports.ts';
import StartPage from '../../../../src/ui/pages/start/StartPage.svelte';
import { give } from '../../../../src/ui/world.ts';
import { LINK, ShellWorld } from '../../../fakes/shell-world.ts';
import { violations } from '../shell/axe.ts';

const row = (number: number, skill: string | null) => ({
	row: number,
	instruction: `task ${String(number)}`,
	input: '',
	output: 'yes',
	skill,
});

/** The form of an own project; a file that is chosen has 110 rows, all of `skill`. */
async function open(
	skill: string | null = null,
	prepare: (shell: ShellWorld) => void = () => undefined,
) {
	const mapping = { instruction: 'instruction', input: null, output: 'output', skill: null };
	const preview: ImportPreview = {
		reading: { layout: { kind: 'lines' }, format: 'alpaca', mapping, system: 'left-out' },
		names: ['instruction', 'output'],
		sample: [],
		report: {
			fileName: 'own.jsonl',
			rows: 110,
			accepted: 100,
			heldOut: 10,
			setAside: 10,
			duplicates: 0,
			refused: [],
		},
		first: [1, 2, 3, 4, 5].map((number) => row(number, skill)),
		answered: 100,
		unnamed: skill === null ? 110 : 0,
		taskChars: 80,
		answerChars: 200,
	};
	await page.viewport(1280, 900);
	const shell = new ShellWorld();
	shell.link = LINK;
	prepare(shell);
	const world = shell.asWorld();
	give({
		...world,
		imports: { ...world.imports, preview: () => Promise.resolve(preview) },
	});
	await render(StartPage);
	await userEvent.upload(
		page.getByLabelText('File of instructions'),
		new File(['{}'], 'own.jsonl'),
	);
	await expect.element(page.getByText('110 rows: 100 usable')).toBeVisible();
}

const planRow = (name: string) => page.getByRole('row', { name });

test('naming skills first is priced in the plan, twenty rows a call', async () => {
	await open();
	expect(planRow('Teacher names skills').query()).toBeNull();
	await page.getByLabelText('Name skills first').click();
	const calls = planRow('Teacher names skills, twenty a call').getByRole('cell').nth(1);
	await expect.element(calls).toHaveTextContent('6');
});

test('a file that names its skills needs no calls for that', async () => {
	await open('sums');
	await page.getByLabelText('Name skills first').click();
	await expect.element(page.getByLabelText('Name skills first')).toBeChecked();
	expect(planRow('Teacher names skills').query()).toBeNull();
});

test('each number shows its range and the preset’s value, and says when it was changed', async () => {
	await open();
	await page.getByText('All numbers').click();
	const threshold = page.getByLabelText('Hard from');
	await expect.element(threshold).toHaveAccessibleDescription(/0\.5 to 9\. Paper: 1\.$/);
	expect(page.getByText('points, changed').query()).toBeNull();
	expect(await violations()).toEqual([]);
	await threshold.fill('2');
	await expect.element(page.getByText('points, changed')).toBeVisible();
	await page.getByText('Practice', { exact: true }).click();
	await expect
		.element(page.getByLabelText('Student’s temperature'))
		.toHaveAccessibleDescription(/Practice: 0\.$/);
	expect(page.getByText('points, changed').query()).toBeNull();
});

test('a base that can’t be used says why and can’t be chosen', async () => {
	await open(null, (shell) => {
		const [good] = shell.trainerFacts.bases;
		if (good === undefined) throw new Error('expected a base');
		const broken = { ...good, id: 'own/broken', name: 'Broken', ready: false };
		const bases = [good, { ...broken, problem: 'model.safetensors is cut off.' }];
		shell.trainerFacts = { ...shell.trainerFacts, bases };
	});
	await expect
		.element(page.getByText('can’t be used: model.safetensors is cut off.'))
		.toBeVisible();
	await expect.element(page.getByRole('radio', { name: /Broken/ })).toBeDisabled();
	await expect.element(page.getByRole('radio', { name: /Practice student/ })).toBeEnabled();
});

test('caps are optional; one that can’t be kept is told where it is written and holds the start up', async () => {
	await open();
	const calls = page.getByLabelText('Most calls');
	await expect.element(calls).toHaveAccessibleDescription(/Empty: no cap\.$/);
	await calls.fill('0');
	await expect.element(calls).toHaveAccessibleDescription(/^Write a whole number from 1/);
	await page.getByRole('button', { name: /^Start/ }).click();
	await expect
		.element(page.getByRole('alert').filter({ hasText: 'Not ready to start' }))
		.toHaveTextContent('A cap can’t be kept as it is written.');
	await calls.fill('100');
	await expect
		.element(page.getByText(/^The plan takes more than that: about [\d,]+ calls\./))
		.toBeVisible();
	await calls.fill('5,000');
	expect(page.getByText(/^The plan takes more/).query()).toBeNull();
	await expect.element(calls).toHaveAccessibleDescription(/Empty: no cap\.$/);
	expect(await violations()).toEqual([]);
});

test('a cap on money of a teacher without a price is told to be one that can’t be kept', async () => {
	await open();
	await page.getByLabelText('Base URL').fill('https://teacher.test/v1');
	await page.getByLabelText('Model', { exact: true }).fill('m');
	await page.getByLabelText('Most money').fill('2.50');
	await expect
		.element(page.getByLabelText('Most money'))
		.toHaveAccessibleDescription(/^Without prices/);
	await page.getByLabelText('Price asked', { exact: true }).fill('1');
	await page.getByLabelText('Price answered', { exact: true }).fill('2');
	await expect
		.element(page.getByLabelText('Most money'))
		.toHaveAccessibleDescription(/^At the prices/);
});

test('the plan names each stage and role with where its numbers come from, the time and the storage', async () => {
	await open();
	const cells = (name: string) => planRow(name).getByRole('cell');
	await expect.element(cells('Imitation: teacher answers').last()).toHaveTextContent('assumed');
	await expect
		.element(cells('Discrimination: referee scores').nth(1))
		.toHaveTextContent(String(2 * (90 + 126 + 162)));
	expect(await violations()).toEqual([]);
	const training = planRow('Imitation, with training');
	await expect.element(training.getByRole('cell').nth(1)).toHaveTextContent('unknown');
	await expect.element(training).toHaveTextContent('training unknown: link a trainer');
	await page.getByRole('radio', { name: /Practice student/ }).click();
	await expect.element(training).toHaveTextContent('replies assumed, training assumed');
	await expect.element(planRow('The whole run').getByRole('cell').nth(1)).toHaveTextContent(/min/);
	await expect
		.element(planRow('Rows and replies').getByRole('cell').nth(1))
		.toHaveTextContent('MB');
	await expect
		.element(planRow('Files of the base and 4 students').getByRole('cell').nth(1))
		.toHaveTextContent('20 MB');
	await page.getByLabelText('Requests a minute').fill('6');
	await page.getByLabelText('Base URL').fill('https://teacher.test/v1');
	await page.getByLabelText('Model', { exact: true }).fill('m');
	await expect
		.element(planRow('Generation').last())
		.toHaveTextContent('by the limit of requests a minute');
});

test('a preset that is chosen after the base keeps to the base’s context', async () => {
	await open();
	await page.getByRole('radio', { name: /Practice student/ }).click();
	await page.getByText('Paper', { exact: true }).click();
	await page.getByText('All numbers').click();
	const context = page.getByLabelText('Context', { exact: true });
	await expect.element(context).toHaveAccessibleDescription(/Paper: 1,024\.$/);
	await expect.element(context).toHaveValue('512');
});
