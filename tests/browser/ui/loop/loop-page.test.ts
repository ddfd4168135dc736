import { describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { AppError } from '../../../../src/core/error.ts';
import type { RunId } from '../../../../src/core/id.ts';
import type { RunState } from '../../../../src/core/run.ts';
import '../../../../src/ui/base.css';
import Loop from '../../../../src/ui/pages/loop/Loop.svelte';
import { give, type World } from '../../../../src/ui/world.ts';
import { around, progressRow, reportRow, scoreRow, stageRow } from '../../../fakes/loop-scene.ts';
import { LoopWorld } from '../../../fakes/loop-world.ts';
import { callRow, RUN, studentRow } from '../../../fakes/rows.ts';

const AT = Date.UTC(2026, 10, 24, 12);

/** Renders the page on a world in memory; the page reads nothing of a world but what LoopWorld has. */
async function open(world: LoopWorld, onfork: (run: RunId) => void = () => undefined) {
	await page.viewport(1280, 900);
	give(world as unknown as World);
	return render(Loop, { run: RUN, onfork });
}

function worldIn(state: RunState, heldHere = state.kind === 'running'): LoopWorld {
	const world = new LoopWorld({ state });
	world.progress.set(progressRow());
	world.scores.set([scoreRow(-1, 45.6), scoreRow(0, 57.4), scoreRow(1, 60.2)]);
	world.reports.set([reportRow(1)]);
	world.stages.set([stageRow(0, 'imitation'), stageRow(1, 'imitation')]);
	world.students.set([studentRow(-1), studentRow(0), studentRow(1)]);
	if (heldHere) world.running.set(RUN);
	return world;
}

const button = (name: string) => page.getByRole('button', { name, exact: true });

describe('the controls of a run', () => {
	test('a run that was never started is started by its primary button', async () => {
		const world = new LoopWorld();
		await open(world);
		await expect
			.element(page.getByRole('heading', { level: 1 }))
			.toHaveTextContent('4 iterations planned; nothing has been asked yet.');
		await button('Start').click();
		expect(world.told).toEqual(['start run1']);
	});

	test('a running run can be paused, a paused one go on or do one stage', async () => {
		const world = worldIn({ kind: 'running' });
		await open(world);
		await button('Pause').click();
		world.run.set({
			...(world.run.value as NonNullable<typeof world.run.value>),
			state: { kind: 'paused', by: 'user', code: null, because: 'Paused by you.', at: AT },
		});
		world.running.set(null);
		await expect.element(page.getByText('You can close the tab.')).toBeVisible();
		await button('Step').click();
		await button('Go on').click();
		expect(world.told).toEqual(['pause run1', 'step run1', 'start run1']);
	});

	test('stopping asks first', async () => {
		const world = worldIn({ kind: 'running' });
		await open(world);
		await button('Stop').click();
		await button('Keep it').click();
		expect(world.told).toEqual([]);
		await button('Stop').click();
		await button('Stop the run').click();
		expect(world.told).toEqual(['stop run1']);
	});

	test('failed calls are counted by kind and asked again with one click', async () => {
		const world = worldIn({ kind: 'running' });
		const failure = { code: 'teacher/timeout', message: 'no reply within 60 s' };
		world.failed.set([callRow('c1', { state: 'failed', failure })]);
		await open(world);
		await expect.element(page.getByText('teacher: no reply in time')).toBeVisible();
		await button('Retry 1').click();
		expect(world.told).toEqual(['retry run1']);
	});

	test('a run that waits for the trainer says so, and can be paused', async () => {
		const world = worldIn({ kind: 'running' });
		const waiting = { for: 'trainer', since: AT, because: 'Nobody answers.' } as const;
		world.progress.set(progressRow({ waiting }));
		await open(world);
		await expect.element(page.getByText(/^Waiting for the trainer since/).first()).toBeVisible();
		await expect
			.element(page.getByRole('alert'))
			.toHaveTextContent('The trainer can’t be reached.');
		await expect.element(page.getByRole('alert')).toHaveTextContent('goes on by itself');
		await button('Pause').click();
		expect(world.told).toEqual(['pause run1']);
		world.progress.set(progressRow({ waiting: null }));
		await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
	});

	test('a finished run can be given more iterations, and they begin at once', async () => {
		const world = worldIn({ kind: 'finished', at: AT });
		await open(world);
		await button('More iterations').click();
		await page.getByLabelText('Iterations more').fill('2');
		await button('Go on to iteration 6').click();
		expect(world.told).toEqual(['extend run1 by 2', 'start run1']);
	});

	test('going back to iteration 0 makes a new run and opens it', async () => {
		const world = worldIn({ kind: 'finished', at: AT });
		const opened: RunId[] = [];
		await open(world, (run) => opened.push(run));
		await button('Go back').click();
		await page.getByLabelText('Branch off after').selectOptions('after the seeds, student-0');
		await button('Make the new run').click();
		expect(world.told).toEqual(['fork run1 at 0']);
		expect(opened).toEqual(['run2']);
	});

	test('the new run is offered another seed, and goes its own way in what is changed', async () => {
		const world = worldIn({ kind: 'finished', at: AT });
		const { recipe } = worldRun(world);
		await open(world);
		await button('Go back').click();
		await expect.element(page.getByLabelText('Seed')).toHaveValue(String(recipe.seed + 1));
		await page.getByLabelText('New instructions an iteration').fill('300');
		await page.getByLabelText('Parents of new instructions').selectOptions('Any');
		await page.getByLabelText('Replay').fill('0.5');
		await page.getByLabelText('Epochs').fill('2');
		await page.getByLabelText('Iterations').fill('6');
		await button('Make the new run').click();
		expect(world.forked).toEqual({
			...recipe,
			seed: recipe.seed + 1,
			iterations: 6,
			generation: { ...recipe.generation, newPerIteration: 300, targeting: 'random' },
			training: { ...recipe.training, replay: 0.5, epochs: 2 },
		});
	});

	test('a new run with the same seed is said to repeat the draws, and one without iterations is not made', async () => {
		const world = worldIn({ kind: 'finished', at: AT });
		await open(world);
		await button('Go back').click();
		const dialog = page.getByRole('dialog');
		await expect.element(dialog).toHaveTextContent('Another seed draws other parents');
		await page.getByLabelText('Seed').fill(String(worldRun(world).recipe.seed));
		await expect.element(dialog).toHaveTextContent('repeats the same draws');
		await page.getByLabelText('Branch off after').selectOptions('after the seeds, student-0');
		await page.getByLabelText('Iterations').fill('0');
		await expect.element(dialog).toHaveTextContent('Write at least 1');
		await expect.element(button('Make the new run')).toBeDisabled();
	});
});

function worldRun({ run }: LoopWorld) {
	if (run.value === undefined) throw new Error('expected a run');
	return run.value;
}

describe('who carries the run out', () => {
	test('a run that nobody carries out is taken up again', async () => {
		const world = worldIn({ kind: 'running' }, false);
		await open(world);
		await expect.poll(() => world.told, { timeout: 8000 }).toEqual(['start run1']);
	});

	test('a run that comes to rest is left at rest, though its worker says so before its state does', async () => {
		vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
		const world = worldIn({ kind: 'running' });
		await open(world);
		await button('Pause').click();
		world.running.set(null);
		await expect.element(page.getByText(/, going on$/).first()).toBeVisible();
		world.run.set({
			...(world.run.value as NonNullable<typeof world.run.value>),
			state: { kind: 'paused', by: 'user', code: null, because: 'Paused by you.', at: AT },
		});
		vi.advanceTimersByTime(60_000);
		vi.useRealTimers();
		await expect.element(button('Go on')).toBeVisible();
		expect(world.told).toEqual(['pause run1']);
	});

	test('a run held by another tab is watched live, without buttons that would do nothing', async () => {
		const world = worldIn({ kind: 'running' }, false);
		world.refusal = new AppError('run/held-elsewhere', 'Another tab carries it out.');
		await open(world);
		await expect
			.element(page.getByText('Another tab or window carries this run out'))
			.toBeVisible();
		expect(button('Pause').query()).toBeNull();
		world.progress.set(progressRow({ pools: { train: 1234, cache: 1, heldOut: 1 } }));
		await expect.element(page.getByText('1,234')).toBeVisible();
	});

	test('a run that the other tab has paused can be taken up here', async () => {
		const world = worldIn({ kind: 'running' }, false);
		world.refusal = new AppError('run/held-elsewhere', 'Another tab carries it out.');
		await open(world);
		const elsewhere = page.getByText('Another tab or window carries this run out');
		await expect.element(elsewhere).toBeVisible();
		expect(button('Go on').query()).toBeNull();
		world.run.set({
			...(world.run.value as NonNullable<typeof world.run.value>),
			state: { kind: 'paused', by: 'user', code: null, because: 'Paused by you.', at: AT },
		});
		await expect.element(button('Go on')).toBeVisible();
		expect(elsewhere.query()).toBeNull();
		await button('Go on').click();
		expect(world.told).toEqual(['start run1', 'start run1']);
	});

	test('a paused run whose project another tab has says so and keeps its button', async () => {
		const world = worldIn({ kind: 'paused', by: 'user', code: null, because: '', at: AT });
		world.refusal = new AppError('run/held-elsewhere', 'Another tab carries it out.');
		await open(world);
		await button('Go on').click();
		await expect
			.element(page.getByRole('alert'))
			.toHaveTextContent('Another tab or window carries this project out.');
		await expect.element(button('Go on')).toBeVisible();
	});

	test('an unknown run says so and leads home', async () => {
		const world = new LoopWorld();
		world.run.set(undefined);
		await open(world);
		await expect.element(page.getByText('Nothing has been distilled here.')).toBeVisible();
		await expect
			.element(page.getByRole('link', { name: 'Begin at Home' }))
			.toHaveAttribute('href', '/');
	});
});

describe('trouble', () => {
	const trouble = (code: string): RunState => ({
		kind: 'paused',
		by: 'trouble',
		code,
		because: 'expected a key, got none.',
		at: AT,
	});

	test.each(['teacher/calls-failed', 'teacher/unreachable'])(
		'after %s, going on asks again what had failed',
		async (code) => {
			const world = worldIn(trouble(code));
			await open(world);
			await button('Go on').click();
			expect(world.told).toEqual(['retry run1']);
		},
	);

	test('failed calls for new instructions are told with how many they are', async () => {
		const state = trouble('teacher/calls-failed');
		const because = '15 of 56 calls for new instructions failed after every try';
		await open(worldIn({ ...state, because } as RunState));
		await expect.element(page.getByRole('alert')).toHaveTextContent(because);
	});

	test('a trainer that is gone is named, with what it means, and the finding stays', async () => {
		await open(worldIn(trouble('trainer/unreachable')));
		await expect
			.element(page.getByRole('alert'))
			.toHaveTextContent('The trainer can’t be reached.');
		await expect.element(page.getByRole('link', { name: 'Open Trainer' })).toBeVisible();
		await expect.element(page.getByRole('heading', { level: 1 })).toHaveTextContent('60.2');
	});

	test('a refused command is shown where it was given', async () => {
		const world = worldIn({ kind: 'paused', by: 'user', code: null, because: '', at: AT });
		await open(world);
		world.refusal = new AppError(
			'run/busy',
			'Another run is under way in this tab. Pause it first.',
		);
		await button('Go on').click();
		await expect.element(page.getByRole('alert')).toHaveTextContent('Another run is under way');
	});
});

describe('what the run found', () => {
	test('the spending says what the student runs on, by how many workers, and how fast', async () => {
		await open(worldIn({ kind: 'running' }));
		await expect
			.element(page.getByText(/transformers\.js on WASM, 2 workers, 1,180 answers\/min/))
			.toBeVisible();
	});

	test('the score chart says its numbers and opens its table', async () => {
		await open(worldIn({ kind: 'running' }));
		await expect
			.element(page.getByRole('img', { name: /base 45\.6.*student-0 57\.4.*student-1 60\.2/ }))
			.toBeVisible();
		await button('Data').first().click();
		await expect
			.element(page.getByRole('row', { name: /student-1 60\.2 57\.0–63\.4/ }))
			.toBeVisible();
	});

	test('a last gain that may be 0 suggests stopping', async () => {
		const world = worldIn({ kind: 'running' });
		world.scores.set([scoreRow(0, 57), scoreRow(1, 57.4, { gain: around(0.4, 1.2) })]);
		await open(world);
		await expect
			.element(page.getByText('The last gain may be 0: consider stopping.'))
			.toBeVisible();
	});

	test('a cell of the difficulty map leads to its rows', async () => {
		await open(worldIn({ kind: 'running' }));
		await expect
			.element(page.getByRole('link', { name: /^iteration 1, polite: \d+ of \d+ hard$/ }))
			.toHaveAttribute('href', '/projects/project1/pools?run=run1&in=cache&skill=polite');
	});

	test('a fork lists what was turned away in the iterations that it took over', async () => {
		const world = worldIn({ kind: 'running' });
		world.reports.set([reportRow(1, { runId: 'parent' as RunId })]);
		const rejections = vi.spyOn(world.library, 'rejections');
		await open(world);
		await button('too similar to one that is there').click();
		expect(rejections.mock.calls).toEqual([['parent', 1]]);
	});

	test('before and after stand side by side, what got better first', async () => {
		await open(worldIn({ kind: 'finished', at: AT }));
		await expect.element(page.getByRole('columnheader', { name: /^base.*before$/ })).toBeVisible();
		await expect.element(page.getByRole('radio', { name: /^got better/ })).toBeChecked();
		await page.getByText(/got worse \d+/).click();
		await expect.element(page.getByText(/points, −1\.0/).first()).toBeVisible();
	});
});

describe('the live stream', () => {
	const answered = (id: string) => ({
		kind: 'answered' as const,
		by: 'teacher' as const,
		task: `task ${id}`,
		text: '<b>bold</b>',
		id,
	});

	test('shows model text as text, never as markup', async () => {
		const world = worldIn({ kind: 'running' });
		await open(world);
		world.say(answered('one'));
		await expect.element(page.getByText('<b>bold</b>')).toBeVisible();
	});

	test('holds while the pointer is in it and says how many are new', async () => {
		const world = worldIn({ kind: 'running' });
		await open(world);
		world.say(answered('one'));
		await expect.element(page.getByText('task one')).toBeVisible();
		await userEvent.hover(page.getByText('task one'));
		world.say(answered('two'));
		world.say(answered('three'));
		await expect.element(button('2 new')).toBeVisible();
		expect(page.getByText('task two').query()).toBeNull();
		await button('2 new').click();
		await expect.element(page.getByText('task two')).toBeVisible();
	});
});

test('asked to notify, the page tells of the end even after another page was opened', async () => {
	const world = worldIn({ kind: 'running' });
	const screen = await open(world);
	await page.getByRole('switch', { name: 'Notify me' }).click();
	await expect.element(page.getByRole('switch', { name: 'Notify me' })).toBeChecked();
	await screen.unmount();
	world.run.set({
		...(world.run.value as NonNullable<typeof world.run.value>),
		state: { kind: 'finished', at: AT },
	});
	expect(world.notified).toEqual(['Run run1: The run is finished.']);
});
