import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../../src/ui/base.css';
import type { ImportPreview, ProjectImport } from '../../../../src/app/import-ports.ts';
import { AppError } from '../../../../src/core/error.ts';
import type { RunId } from '../../../../src/core/id.ts';
import { type Measures, NOTHING_MEASURED } from '../../../../src/core/plan/measures.ts';
import type { RunProgress } from '../../../../src/core/progress.ts';
import type { Run, RunState } from '../../../../src/core/run.ts';
import StartPage from '../../../../src/ui/pages/start/StartPage.svelte';
import { give } from '../../../../src/ui/world.ts';
import { LiveCell } from '../../../fakes/live-cell.ts';
import { progressRow, PROJECT, projectRow, runRow } from '../../../fakes/rows.ts';
import { LINK, ShellWorld } from '../../../fakes/shell-world.ts';
import { violations } from '../shell/axe.ts';

const TRIAL = 'trial1' as RunId;
const role = { calls: 8, promptTokens: 800, completionTokens: 1600, ms: 8000 };
const MEASURES: Measures = {
	...NOTHING_MEASURED,
	roles: { teacher: role, referee: { ...role, calls: 40 } },
	training: { rows: 48, seconds: 12, besideSeconds: 20 },
};
const preview: ImportPreview = {
	reading: {
		...{ layout: { kind: 'lines' }, format: 'alpaca', system: 'left-out' },
		mapping: { instruction: 'instruction', input: null, output: 'output', skill: null },
	},
	...{ names: [], sample: [], first: [] },
	report: {
		...{ fileName: 'own.jsonl', rows: 1000, accepted: 1000, heldOut: 100, setAside: 0 },
		...{ duplicates: 0, refused: [] },
	},
	...{ answered: 1000, unnamed: 0, taskChars: 80, answerChars: 400 },
};

/** The form, filled in: a file of 1,000 rows, a priced teacher, the practice student. */
async function open() {
	const shell = new ShellWorld();
	shell.link = LINK;
	shell.projects.set([projectRow(PROJECT, { kind: 'own' })]);
	const created: ProjectImport[] = [];
	const run = new LiveCell<Run | undefined>(undefined);
	const progress = new LiveCell<RunProgress | undefined>(undefined);
	const enter = (state: RunState) => {
		run.set(runRow(TRIAL, { state }));
	};
	const world = shell.asWorld();
	give({
		...world,
		imports: {
			...world.imports,
			preview: () => Promise.resolve(preview),
			create: (own) => {
				created.push(own);
				enter({ kind: 'ready' });
				return Promise.resolve({ project: PROJECT, run: TRIAL });
			},
		},
		projects: {
			...world.projects,
			newRun: (project, _, options) => {
				shell.told.push(`new ${options?.isTrial === true ? 'trial' : 'run'} in ${project}`);
				return Promise.resolve(TRIAL);
			},
		},
		library: {
			...world.library,
			run: () => run,
			progress: () => progress,
			measures: () => Promise.resolve(MEASURES),
		},
	});
	await page.viewport(1280, 900);
	await render(StartPage);
	await page.getByLabelText('Base URL').fill('https://teacher.test/v1');
	await page.getByLabelText('Model', { exact: true }).fill('m');
	await page.getByLabelText('Price asked', { exact: true }).fill('1');
	await page.getByLabelText('Price answered', { exact: true }).fill('2');
	const file = new File(['{}'], 'own.jsonl');
	await userEvent.upload(page.getByLabelText('File of instructions'), file);
	await page.getByRole('radio', { name: /Practice student/ }).click();
	return { shell, created, enter, progress };
}
const button = (name: string | RegExp) => page.getByRole('button', { name });
const from = (name: string) => page.getByRole('row', { name }).getByRole('cell').last();

test('a trial says its price before, how far it is, and leaves a measured plan', async () => {
	const { shell, created, enter, progress } = await open();
	await expect.element(button(/^Try 20 first/)).toHaveTextContent(/about \d+ calls, \$0\.0\d+/);
	await expect.element(from('Imitation: teacher answers')).toHaveTextContent('assumed');
	await button(/^Try 20 first/).click();
	await expect.element(button('Cancel the trial')).toBeVisible();
	await expect.element(button(/^Start/)).toBeDisabled();
	expect(created.map(({ distil }) => distil?.isTrial)).toEqual([true]);
	expect(shell.told).toContain(`start ${TRIAL}`);
	enter({ kind: 'running' });
	const spent = { calls: 31, tokens: 9000, nanoUsd: 12_000_000 };
	const budget = { spent, inFlight: { calls: 0, tokens: 0, nanoUsd: 0 } };
	progress.set(progressRow(TRIAL, { budget, projected: { ...spent, calls: 96 } }));
	await expect
		.element(page.getByText(/^Trying 20/))
		.toHaveTextContent('seeds, imitation, 31 of about 96 calls, $0.01');
	expect(await violations()).toEqual([]);
	enter({ kind: 'finished', at: 1 });
	await expect.element(page.getByText(/^The trial is done/)).toBeVisible();
	await expect.element(from('Imitation: teacher answers')).toHaveTextContent('measured on 8 calls');
	await expect
		.element(from('Discrimination: referee scores'))
		.toHaveTextContent('measured on 40 calls');
	await expect
		.element(from('Imitation, with training'))
		.toHaveTextContent('replies measured on 8 calls, training measured on 48 rows');
	await expect.element(from('Generation: generator writes')).toHaveTextContent('assumed');
});

test('the run after a trial is of the project that the trial imported; another file is imported anew', async () => {
	const { shell, created, enter } = await open();
	await button(/^Try 20 first/).click();
	await expect.element(button('Cancel the trial')).toBeVisible();
	enter({ kind: 'finished', at: 1 });
	await button(/^Try 20 again/).click();
	await expect.poll(() => shell.told).toContain(`new trial in ${PROJECT}`);
	expect(created).toHaveLength(1);
	const other = new File(['{} '], 'other.jsonl');
	await userEvent.upload(page.getByLabelText('File of instructions'), other);
	await expect.element(from('Imitation: teacher answers')).toHaveTextContent('assumed');
	await button(/^Try 20 again/).click();
	await expect.poll(() => created.length).toBe(2);
});

test('a trial that is cancelled is said to have left a whole project, and Start is free again', async () => {
	const { shell, enter } = await open();
	await button(/^Try 20 first/).click();
	enter({ kind: 'running' });
	await button('Cancel the trial').click();
	expect(shell.told).toContain(`stop ${TRIAL}`);
	enter({ kind: 'stopped', at: 1 });
	await expect
		.element(page.getByText(/^The trial was cancelled/))
		.toHaveTextContent('Start goes on with both');
	await expect.element(button(/^Start/)).toBeEnabled();
});

test('a trial in trouble says why and goes on from here; one that can’t begin leaves the form free', async () => {
	const { shell, enter } = await open();
	await button(/^Try 20 first/).click();
	const because = 'The provider refused the key.';
	enter({ kind: 'paused', by: 'trouble', code: 'teacher/bad-key', because, at: 1 });
	await expect.element(page.getByRole('alert')).toHaveTextContent(because);
	await button('Go on with the trial').click();
	expect(shell.told.filter((one) => one === `start ${TRIAL}`)).toHaveLength(2);
	shell.refusal = new AppError('run/busy', 'Another run is under way in this tab.');
	await button('Go on with the trial').click();
	await expect.element(page.getByText('Another run is under way in this tab.')).toBeVisible();
});

test('a run that is made but can’t start is offered as it is, and its file is not imported again', async () => {
	const { shell, created } = await open();
	shell.refusal = new AppError('run/busy', 'Another run is under way in this tab.');
	await button(/^Start/).click();
	await expect.element(page.getByRole('alert')).toHaveTextContent('Another run is under way');
	await expect
		.element(page.getByRole('link', { name: 'Open it' }))
		.toHaveAttribute('href', `/runs/${TRIAL}`);
	shell.refusal = undefined;
	await button(/^Start/).click();
	await expect.poll(() => shell.told).toContain(`new run in ${PROJECT}`);
	expect(created).toHaveLength(1);
});
