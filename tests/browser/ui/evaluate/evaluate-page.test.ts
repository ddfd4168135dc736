import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { AppError } from '../../../../src/core/error.ts';
import { give } from '../../../../src/ui/world.ts';
import { around, progressRow, scoreRow } from '../../../fakes/loop-scene.ts';
import { plainTeacher } from '../../../fakes/memory-teachers.ts';
import { PROJECT, projectRow, RUN, runRow, studentRow } from '../../../fakes/rows.ts';
import { StudentWorld } from '../../../fakes/student-world.ts';
import EvaluateHost from './EvaluateHost.svelte';

async function open(address = '', world = scoredWorld()) {
	await page.viewport(1280, 900);
	give(world.asWorld());
	const changes: string[] = [];
	await render(EvaluateHost, { address, onaddress: (next: string) => changes.push(next) });
	await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible();
	return { world, changes };
}

function scoredWorld(): StudentWorld {
	const world = new StudentWorld();
	world.students.set([-1, 0, 1].map((iteration) => studentRow(iteration)));
	world
		.scoresOf(RUN)
		.set([scoreRow(-1, 45.6), scoreRow(0, 57.4), scoreRow(1, 60.2, { gain: around(1.1, 2) })]);
	return world;
}
const UNSCORED = 'set=development&student=run1%2Fstudent%2F1';
const button = (name: string | RegExp) => page.getByRole('button', { name });
const pairsShown = (text: string) => expect.element(page.getByText(text)).toBeVisible();

test('the page opens with what is known of the newest student', async () => {
	await open();
	await expect
		.element(page.getByRole('heading', { level: 1 }))
		.toHaveTextContent('student-1 may be no better than student-0 on held-out instructions.');
	await expect
		.element(page.getByRole('row', { name: /Held-out/ }))
		.toHaveTextContent(/45\.6 ± 3\.2.*57\.4.*60\.2.*\+1\.1 −0\.9 to 3\.1, may be 0/);
	await pairsShown('120 of 120 pairs');
});

test('another student is chosen in the table, and the address says so', async () => {
	const { changes } = await open();
	await button(/student-0 on Held-out/).click();
	expect(changes).toEqual(['student=run1%2Fstudent%2F0']);
	await expect
		.element(page.getByRole('heading', { level: 2, name: 'student-0 on held-out instructions' }))
		.toBeVisible();
});

test('pairs are narrowed by who was better, by outcome, by skill and by words', async () => {
	const { changes } = await open();
	await page.getByRole('radio', { name: /unscored 3/ }).click({ force: true });
	await pairsShown('3 of 120 pairs');
	expect(changes.at(-1)).toBe('show=unscored');
	await button(/▲ lost 84/).click();
	await pairsShown('84 of 120 pairs');
	expect(changes.at(-1)).toBe('show=lost');
	await button('Show all').click();
	await page.getByRole('searchbox').fill('Poland');
	await expect
		.element(page.getByRole('table', { name: 'Pairs of answers' }))
		.toHaveTextContent('Warsaw');
	await button('Show all').click();
	await button(/^plural/).click();
	expect(changes.at(-1)).toBe('skill=plural');
});

test('a pair leads to its instruction in the pools', async () => {
	await open('q=Poland');
	await expect
		.element(page.getByRole('link', { name: /Poland/ }))
		.toHaveAttribute('href', expect.stringMatching(/^\/projects\/project1\/pools\?run=run1&row=/));
});

test('a student without a score on a set shows what scoring it asks, and is scored with a click', async () => {
	const world = scoredWorld();
	let finish: () => void = () => undefined;
	world.evaluation = new Promise((resolve) => (finish = resolve));
	world.progress.set(
		progressRow({ steps: [{ name: 'verdicts', done: 12, total: 2120, failed: 0 }] }),
	);
	await open(UNSCORED, world);
	await expect.element(page.getByText('student-1 is not scored yet')).toBeVisible();
	await button('Evaluate, at most 3,180 calls, free').click();
	expect(world.told).toEqual(['evaluate run1 run1/student/1 development']);
	await expect.element(page.getByText('scoring 12 of 2,120')).toBeVisible();
	const waiting = { for: 'teacher', since: 0, because: 'Nobody answers.' } as const;
	world.progress.set(progressRow({ waiting }));
	await expect
		.element(page.getByRole('alert'))
		.toHaveTextContent(/^Waiting for the teacher.*Nobody answers\./);
	await button('Pause').click();
	expect(world.told.at(-1)).toBe('pause run1');
	world
		.scoresOf(RUN)
		.set([...world.scoresOf(RUN).value, scoreRow(1, 58, { set: 'development', n: 12 })]);
	finish();
	await pairsShown('12 of 12 pairs');
});

test('what stops an evaluation is named in place, and a missing key is asked for', async () => {
	const world = scoredWorld();
	world.projects.set([projectRow(PROJECT, { kind: 'own', teacher: plainTeacher() })]);
	world.evaluation = Promise.reject(new AppError('teacher/key-missing', 'The key is gone.'));
	world.evaluation.catch(() => undefined);
	await open(UNSCORED, world);
	await button(/^Evaluate/).click();
	await expect.element(page.getByRole('alert')).toHaveTextContent('teacher/key-missing');
	world.evaluation = Promise.resolve();
	await page.getByLabelText('Key of the teacher').fill('sk-1');
	await button('Give key and go on').click();
	expect(world.told).toEqual([
		'evaluate run1 run1/student/1 development',
		'key https://api.acme.example sk-1',
		'evaluate run1 run1/student/1 development',
	]);
});

test('a run without students has its base scored with a click; what hinders it is named', async () => {
	const world = new StudentWorld();
	world.runs.set([runRow(RUN, { state: { kind: 'ready' } })]);
	world.evaluation = Promise.reject(new AppError('trainer/not-linked', 'No trainer is linked.'));
	world.evaluation.catch(() => undefined);
	await open('', world);
	await button(/^Score the base, at most [\d,]+ calls, free$/).click();
	await expect.element(page.getByRole('alert')).toHaveTextContent('No trainer is linked.');
	world.evaluation = new Promise(() => undefined);
	await button('Try again').click();
	expect(world.told).toEqual([
		'evaluate run1 run1/student/-1 heldOut',
		'evaluate run1 run1/student/-1 heldOut',
	]);
	await expect.element(page.getByText(/^Loading the base/)).toBeInTheDocument();
	world.students.set([studentRow(-1)]);
	await expect.element(page.getByText('Evaluating on held-out instructions')).toBeVisible();
});

test('a project without a run leads to setting one up', async () => {
	const world = new StudentWorld();
	world.runs.set([]);
	await open('', world);
	await expect
		.element(page.getByRole('link', { name: 'Set up a run' }))
		.toHaveAttribute('href', '/start?project=project1');
});

test('a project whose run has no student says what to do', async () => {
	const world = new StudentWorld();
	await open('', world);
	await expect.element(page.getByText('No student has been scored yet.')).toBeVisible();
	await expect
		.element(page.getByRole('link', { name: 'Open the run' }))
		.toHaveAttribute('href', '/runs/run1');
});
