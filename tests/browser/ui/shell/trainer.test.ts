import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../../src/ui/base.css';
import type { TrainerEvent } from '../../../../src/app/ports/trainer.ts';
import type { TrainingJob } from '../../../../src/core/run.ts';
import TrainerPage from '../../../../src/ui/pages/trainer/TrainerPage.svelte';
import { give } from '../../../../src/ui/world.ts';
import { jobRow, scoreRow } from '../../../fakes/loop-scene.ts';
import { projectRow, RUN, runRow, studentRow } from '../../../fakes/rows.ts';
import { DEVICE, LINK, REFUSED, ShellWorld } from '../../../fakes/shell-world.ts';
import { violations } from './axe.ts';

const curve = (steps: number, end: number) =>
	Array.from({ length: steps }, (_, index) => ({
		step: index + 1,
		loss: end + (steps - index - 1) / 10,
		learningRate: 1e-4,
	}));
const job = (iteration: number, fields: Partial<TrainingJob>): TrainingJob => ({
	...jobRow(iteration, 100),
	jobId: `job-${iteration}`,
	totalSteps: 10,
	createdAt: 1000 + iteration,
	...fields,
});
const LINE: TrainerEvent = {
	id: '1',
	level: 'error',
	message: '<img src=x onerror=alert(1)> out of memory',
	at: Date.UTC(2026, 10, 24),
	metrics: null,
};

async function open(change: (world: ShellWorld) => void = () => undefined) {
	const world = new ShellWorld();
	world.link = LINK;
	change(world);
	give(world.asWorld());
	await render(TrainerPage);
	return world;
}
/** Both curves are drawn: the library that draws them is loaded when they are first needed. */
const drawn = () =>
	expect.poll(() => document.querySelectorAll('canvas').length, { timeout: 20_000 }).toBe(2);
function training(world: ShellWorld) {
	world.projects.set([projectRow()]);
	world.runs.set([runRow()]);
	world.students.set([studentRow(-1), studentRow(0, { trainedRows: 2000 })]);
	world.scores.set(RUN, [scoreRow(0, 50.4)]);
	world.jobs.set([
		job(1, { status: 'running', step: 4, points: curve(4, 0.46), finishedAt: null }),
		job(0, { status: 'succeeded', step: 10, points: curve(10, 0.44), finishedAt: 16_000 }),
	]);
	world.events = [LINE];
}

test('a running job opens the page, compared with the student before', async () => {
	await open(training);
	await expect
		.element(page.getByRole('heading', { level: 1 }))
		.toHaveTextContent('student-1 is learning: loss 0.46 nats a token at step 4 of 10.');
	await expect
		.element(page.getByText(/student-0 stood at 1\.04 at the same step: like last time, or better/))
		.toBeVisible();
});

test('curves are pictures with a sentence, and their data are a click away', async () => {
	await open(training);
	await expect
		.element(page.getByRole('img', { name: /Loss of student-1 goes from 0\.76 to 0\.46/ }))
		.toBeVisible();
	await drawn();
	await page.getByRole('button', { name: 'Data of Loss' }).click();
	await expect.element(page.getByRole('row', { name: '4 1.04 0.46' })).toBeVisible();
});

test('another job is drawn when it is chosen', async () => {
	await open(training);
	await page.getByRole('button', { name: 'student-0' }).click();
	await expect
		.element(page.getByRole('heading', { level: 1 }))
		.toHaveTextContent('student-0 was trained in 15 s; its loss ended at 0.44 nats a token.');
});

test('students stand in their lineage with score and interval', async () => {
	await open(training);
	await expect.element(page.getByText('trained on 2,000 rows')).toBeVisible();
	await expect.element(page.getByText('± 3.2')).toBeVisible();
});

test('log lines are text, whatever they hold', async () => {
	await open(training);
	await expect.element(page.getByText(LINE.message)).toBeVisible();
	expect(document.querySelector('img[src="x"]')).toBeNull();
});

test('cancelling asks first, and a cancel that fails says so', async () => {
	const world = await open(training);
	await page.getByRole('button', { name: 'Cancel job' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('button', { name: 'Cancel job' }).click();
	await expect.element(dialog.getByRole('alert')).toHaveTextContent('the fake has no jobs');
	expect(world.told).toEqual(['cancel job-1']);
});

test('a job that failed says why', async () => {
	await open((it) => {
		training(it);
		it.jobs.set([job(0, { status: 'failed', error: 'Out of memory.', finishedAt: 5000 })]);
	});
	await expect
		.element(page.getByRole('heading', { level: 1 }))
		.toHaveTextContent('student-0 was not trained: the job failed.');
	await expect.element(page.getByRole('cell', { name: 'Out of memory.' })).toBeVisible();
});

test('a linked trainer that has trained nothing says what comes', async () => {
	await open();
	await expect
		.element(page.getByRole('heading', { level: 1 }))
		.toHaveTextContent('The trainer is linked and has trained nothing yet.');
	await expect.element(page.getByText('No student yet.', { exact: false })).toBeVisible();
});

test('without a trainer the page says what is missing and how to get it', async () => {
	await open((it) => {
		it.link = undefined;
		it.device = {
			...DEVICE,
			server: {
				trainer: { state: 'missing', reason: 'No Python.', fix: 'Install Python 3.11.' },
				usualPort: 4747,
				port: 4747,
			},
		};
	});
	await expect.element(page.getByText(/No Python\. Install Python 3\.11\./)).toBeVisible();
	await expect
		.element(page.getByRole('link', { name: 'Link a trainer' }))
		.toHaveAttribute('href', '/settings#trainer');
});

test('a silent trainer keeps what is known on the page, and is asked again', async () => {
	const world = await open((it) => {
		training(it);
		it.trainerAway = new Error('Nothing answered within 10 s.');
	});
	await expect
		.element(page.getByRole('heading', { level: 1 }))
		.toHaveTextContent('The trainer does not answer; student-1 stood at step 4 of 10.');
	world.trainerAway = undefined;
	await page.getByRole('button', { name: 'Try now' }).click();
	await expect
		.element(page.getByRole('heading', { level: 1 }))
		.toHaveTextContent(/^student-1 is learning/);
});

test('a trainer that refuses the link is not called silent, and the page says how to link it again', async () => {
	await open((it) => {
		training(it);
		it.trainerAway = REFUSED;
	});
	await expect
		.element(page.getByRole('heading', { level: 1 }))
		.toHaveTextContent('The trainer refuses the link; student-1 stood at step 4 of 10.');
	const failure = page.getByRole('alert').filter({ hasText: 'refuses the link' });
	await expect.element(failure).toHaveTextContent(`The trainer at ${LINK.url} refuses the link`);
	await expect.element(failure).toHaveTextContent('Open the address that npm start printed again');
	await expect
		.element(failure.getByRole('link', { name: 'Link it anew' }))
		.toHaveAttribute('href', '/settings#trainer');
	expect(document.body.textContent).not.toContain('does not answer');
});

test('axe finds nothing while a job runs', async () => {
	await open(training);
	await drawn();
	expect(await violations()).toEqual([]);
});
