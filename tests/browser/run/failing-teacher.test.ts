/** Every way in which a teacher fails, through the real client in the real engine worker: named, bounded, never an answer. */
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { Call } from '../../../src/core/call.ts';
import type { Score } from '../../../src/core/run.ts';
import { RUN, runRow } from '../../fakes/rows.ts';
import type { Behaviour } from '../../fakes/teacher-server.ts';
import type { Cases } from '../../fakes/teacher-command.ts';
import { RunScene, teacher } from './run-scene.ts';

let scene: RunScene | undefined;
afterEach(async () => {
	await scene?.close();
	scene = undefined;
});

async function opened(names: readonly string[]): Promise<RunScene> {
	scene = await RunScene.open(names);
	return scene;
}

const refuse = (status: number, headers: Readonly<Record<string, string>> = {}): Behaviour => ({
	kind: 'refuse',
	status,
	headers,
});
const choice = (content: string | null, finish_reason = 'stop'): Behaviour => ({
	kind: 'body',
	body: { choices: [{ index: 0, message: { content }, finish_reason }] },
});
/** Case: what it gets each time, the code under which it fails, how often it is sent. */
const FAILING: readonly (readonly [string, Behaviour, string, number])[] = [
	['s408', refuse(408), 'teacher/timeout', 4],
	['s500', refuse(500), 'teacher/server-error', 6],
	['s502-html', { kind: 'html', status: 502 }, 'teacher/server-error', 6],
	['s529', refuse(529), 'teacher/server-error', 6],
	['s400', refuse(400), 'teacher/bad-request', 1],
	['empty', choice(''), 'teacher/empty', 3],
	['null', choice(null), 'teacher/empty', 3],
	['no-choice', { kind: 'body', body: { choices: [] } }, 'teacher/empty', 3],
	['cut', { kind: 'cut', after: '{"choices": [{' }, 'teacher/cut-off', 4],
	['malformed', { kind: 'malformed' }, 'teacher/cut-off', 4],
	['stalled', { kind: 'stall' }, 'teacher/timeout', 4],
	['stalled-midway', { kind: 'stall', after: '{"choices": [{' }, 'teacher/timeout', 4],
	['html', { kind: 'html', status: 200 }, 'teacher/not-json', 4],
	['filter', choice('half of it', 'content_filter'), 'teacher/filtered', 2],
];
/** Held up for a while; then they are answered. */
const HELD_UP: Cases = {
	'wait-seconds': [refuse(429, { 'retry-after': '30' }), 'well'],
	'wait-ms': [refuse(429, { 'retry-after-ms': '20000' }), 'well'],
	'wait-date': [
		refuse(429, { 'retry-after': new Date(Date.now() + 60_000).toUTCString() }),
		'well',
	],
	wait: [refuse(429), refuse(429), 'well'],
};
/** The student's score is among those kept. */
const scored = (fields: Partial<Score>) =>
	expect.objectContaining({ iteration: 0, ...fields }) as unknown;
const SCORED = scored({ unscored: 0 });
const REASKS = runRow().recipe.referee.reasks;
const FINE = ['fine-1', 'fine-2', 'fine-3'];

test('each failure is named on the page by its kind, kept as no answer, tried so often and no more; the rest goes on; Retry asks just those', async () => {
	const failing = Object.fromEntries(FAILING.map(([name, behaviour]) => [name, [behaviour]]));
	const names = [...Object.keys(failing), ...Object.keys(HELD_UP), ...FINE];
	const { relaxed } = (await opened(names)).database;
	await teacher({ do: 'script', teacher: { ...failing, ...HELD_UP } });
	await scene?.show();
	await page.getByRole('button', { name: 'Start', exact: true }).click();
	await expect.element(page.getByText(/^Finished at/).first(), { timeout: 50_000 }).toBeVisible();

	const calls = await relaxed.calls.where({ runId: RUN }).toArray();
	const caseOf = ({ about }: Call) => names[Number(about.split('/').at(-1))];
	const failed = calls.filter(({ state }) => state === 'failed');
	const found = failed.map((call) => [caseOf(call), call.failure?.code, call.attempts]);
	expect(found.toSorted()).toEqual(
		FAILING.map(([name, , code, times]) => [name, code, times]).toSorted(),
	);
	const { asked } = await teacher({ do: 'tell' });
	const sent = (name: string) => asked.filter((one) => one === `teacher ${name}`).length;
	for (const [name, , , times] of FAILING)
		// Chromium by itself repeats what a kept connection answers with 408.
		if (name === 's408') expect(sent(name)).toBeGreaterThanOrEqual(times);
		else expect([name, sent(name)]).toEqual([name, times]);
	const answers = await relaxed.answers.where('id').startsWith('project1/').toArray();
	expect(answers.filter(({ author }) => author === 'teacher')).toHaveLength(
		names.length - FAILING.length,
	);
	for (const words of [
		'teacher: provider failed',
		'teacher: no reply in time',
		'teacher: reply broke off',
		'teacher: empty reply',
		'teacher: reply unreadable',
		'teacher: request refused',
		'teacher: held back by the provider’s filter',
	])
		await expect.element(page.getByText(words)).toBeVisible();

	await teacher({ do: 'script' });
	await page.getByRole('button', { name: `Retry ${FAILING.length}` }).click();
	await expect.element(page.getByText('Nothing. Calls that fail for good')).toBeVisible();
	await expect.poll(() => relaxed.scores.toArray(), { timeout: 20_000 }).toContainEqual(SCORED);
	const again = (await teacher({ do: 'tell' })).asked.slice(asked.length);
	expect(again.filter((one) => one.startsWith('teacher ')).toSorted()).toEqual(
		FAILING.map(([name]) => `teacher ${name}`).toSorted(),
	);
});

test.each([
	[401, 'The key was refused.'],
	[403, 'This key may not use the teacher’s model.'],
	[404, 'The provider does not know the teacher’s model.'],
])(
	'%i pauses the run at once by its name, and going on asks what is missing',
	async (status, happened) => {
		const { relaxed } = (await opened(FINE)).database;
		await teacher({ do: 'script', teacher: { '*': [refuse(status)] } });
		await scene?.show();
		await page.getByRole('button', { name: 'Start', exact: true }).click();
		await expect.element(page.getByRole('alert').getByText(happened)).toBeVisible();
		expect((await teacher({ do: 'tell' })).asked.length).toBeLessThanOrEqual(FINE.length);
		expect(await relaxed.answers.filter(({ author }) => author === 'teacher').count()).toBe(0);
		await teacher({ do: 'script' });
		await page.getByRole('button', { name: 'Go on', exact: true }).click();
		await expect.element(page.getByText(/^Finished at/).first()).toBeVisible();
		expect(await relaxed.scores.toArray()).toContainEqual(SCORED);
	},
);

test('scores that are missing, out of range or no JSON leave a pair unscored, which Retry scores; an answer at its limit is none, and Retry asks it again', async () => {
	const names = ['no-scores', 'out-of-range', 'prose', 'one-score', ...FINE];
	const { relaxed } = (await opened(names)).database;
	const reply = (text: string): Behaviour[] => [{ kind: 'reply', text }];
	await teacher({
		do: 'script',
		teacher: { 'fine-1': [choice('a long', 'length')] },
		referee: {
			'no-scores': reply('{"explanation": "Both are fine."}'),
			'out-of-range': reply('{"explanation": "!", "score_1": 11, "score_2": 0}'),
			prose: reply('I would rather not say.'),
			'one-score': reply('{"explanation": "!", "score_1": 7}'),
		},
	});
	await scene?.show();
	await page.getByRole('button', { name: 'Start', exact: true }).click();
	await expect.element(page.getByText(/^Finished at/).first()).toBeVisible();
	expect(await relaxed.scores.toArray()).toContainEqual(
		scored({ n: FINE.length - 1, unscored: 5 }),
	);
	const verdicts = await relaxed.verdicts.toArray();
	const unread = verdicts.filter(({ scores }) => scores === null);
	expect(unread.map(({ asked }) => asked)).toEqual(Array<number>(8).fill(1 + REASKS));
	expect(await relaxed.answers.filter(({ text }) => text === 'a long').count()).toBe(0);
	const failed = await relaxed.calls.filter(({ failure }) => failure !== null).toArray();
	expect(failed.map(({ state, failure }) => [state, failure?.code])).toEqual([
		['failed', 'teacher/length'],
	]);
	await teacher({ do: 'script' });
	await scene?.engine.retryFailed(RUN);
	await expect.poll(() => relaxed.scores.toArray(), { timeout: 20_000 }).toContainEqual(SCORED);
});
