/** What isn't there comes back: a network, a machine that slept, a tab with the run; the run waits and goes on by itself. */
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { Call } from '../../../src/core/call.ts';
import { RUN } from '../../fakes/rows.ts';
import { RunScene, sleepFor, teacher } from './run-scene.ts';

const POLLED = { timeout: 20_000 };
const HOUR_MS = 3_600_000;
const NAMES = Array.from({ length: 40 }, (_, number) => `task-${number}`);
const scenes: RunScene[] = [];
afterEach(async () => {
	for (const scene of scenes.splice(0).reverse()) await scene.close();
});

async function opened(): Promise<RunScene> {
	const scene = await RunScene.open(NAMES);
	scenes.push(scene);
	await scene.show();
	return scene;
}
const start = () => page.getByRole('button', { name: 'Start', exact: true }).click();
const finished = () =>
	expect.element(page.getByText(/^Finished at/).first(), { timeout: 50_000 }).toBeVisible();
/** Of the teacher's answers each task's was asked for once. */
async function eachAskedOnce(): Promise<void> {
	const { asked } = await teacher({ do: 'tell' });
	const answers = asked.filter((one) => one.startsWith('teacher '));
	expect(answers.toSorted()).toEqual(NAMES.map((name) => `teacher ${name}`).toSorted());
}

test('without a network the run waits, says since when, and goes on by itself an hour later', async () => {
	const { database } = await opened();
	await teacher({ do: 'away' });
	await start();
	await expect.element(page.getByText(/^Waiting for the teacher since/).first()).toBeVisible();
	await expect.element(page.getByRole('alert')).toHaveTextContent('The teacher can’t be reached.');
	sleepFor(HOUR_MS);
	await teacher({ do: 'back' });
	await finished();
	await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
	expect(await database.relaxed.calls.filter(({ state }) => state !== 'answered').count()).toBe(0);
	await eachAskedOnce();
});

test('a machine that slept through the wait that the teacher asked for goes on when it wakes', async () => {
	const { database } = await opened();
	const headers = { 'retry-after': String((8 * HOUR_MS) / 1000) };
	const refused = { kind: 'refuse', status: 429, headers } as const;
	await teacher({ do: 'script', teacher: { 'task-0': [refused, 'well'] } });
	await start();
	const isHeldUp = ({ failure }: Call) => failure?.code === 'teacher/rate-limited';
	await expect.poll(() => database.relaxed.calls.filter(isHeldUp).count(), POLLED).toBe(1);
	sleepFor(9 * HOUR_MS);
	await finished();
	expect(await database.relaxed.scores.toArray()).toContainEqual(
		expect.objectContaining({ iteration: 0, unscored: 0 }),
	);
});

test('a second tab watches, is told who carries the run out, and takes it up when that tab is gone', async () => {
	const first = await opened();
	await teacher({ do: 'script', teacher: { 'task-39': [{ kind: 'stall' }] } });
	await first.engine.start(RUN);
	await expect
		.poll(
			() => first.database.relaxed.calls.filter(({ state }) => state === 'answered').count(),
			POLLED,
		)
		.toBeGreaterThan(0);
	const second = first.anotherTab();
	scenes.push(second);
	await expect(second.engine.start(RUN)).rejects.toMatchObject({ code: 'run/held-elsewhere' });
	await first.leave();
	await teacher({ do: 'script' });
	await second.show();
	await finished();
	const { asked } = await teacher({ do: 'tell' });
	const others = asked.filter((one) => one.startsWith('teacher ') && !one.endsWith('task-39'));
	const [progress] = await second.database.relaxed.progress.toArray();
	// What was out when the first tab went may be asked once more, and is counted.
	expect(others.length - (NAMES.length - 1)).toBeLessThanOrEqual(progress?.inDoubt ?? 0);
	expect(progress?.inDoubt).toBeGreaterThan(0);
});

test('a tab that takes a run up without the key asks for it, says that keys are each tab’s own, and goes on with it', async () => {
	const first = await opened();
	await teacher({ do: 'script', teacher: { 'task-39': [{ kind: 'stall' }] } });
	await first.engine.start(RUN);
	await expect
		.poll(async () => (await teacher({ do: 'tell' })).asked.length, POLLED)
		.toBeGreaterThan(0);
	await first.leave();
	await teacher({ do: 'script' });
	const second = first.anotherTab(false);
	scenes.push(second);
	await second.show();
	const alert = page.getByRole('alert');
	await expect
		.element(alert, POLLED)
		.toHaveTextContent('The teacher’s key is not known in this tab.');
	await expect.element(alert).toHaveTextContent('Keys live in this tab’s memory');
	expect(await second.state()).toMatchObject({ kind: 'paused', code: 'teacher/key-missing' });
	await second.giveKey('sk-test');
	await page.getByRole('button', { name: 'Go on', exact: true }).click();
	await finished();
});
