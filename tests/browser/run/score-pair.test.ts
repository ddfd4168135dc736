/** A pair of the chat scored by the real engine worker: paid through its ledger, for no run, named where it fails. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PairToScore } from '../../../src/app/score-pair.ts';
import { PROJECT, runRow } from '../../fakes/rows.ts';
import { RunScene, teacher } from './run-scene.ts';

let scene: RunScene;
beforeEach(async () => {
	scene = await RunScene.open(['fine']);
});
afterEach(() => scene.close());

const { recipe } = runRow();
const pair: PairToScore = {
	task: { instruction: 'Write a line about case:fine', input: '' },
	answers: { teacher: 'a line', student: 'half' },
	...{ referee: recipe.referee, seed: recipe.seed, known: [] },
};
const score = (signal = new AbortController().signal) =>
	scene.engine.worker.call('scorePair', { project: PROJECT, pair }, { signal });

test('both calls are in the ledger as the referee’s, of no run; the next time nothing is paid', async () => {
	const { verdicts, ...cost } = await score();
	expect(verdicts.map(({ order, scores }) => [order, scores])).toEqual([
		['teacher-first', { teacher: 9, student: 4 }],
		['student-first', { teacher: 4, student: 9 }],
	]);
	// The project's teacher has no price.
	expect(cost).toEqual({ calls: 2, costNanoUsd: null });
	const calls = await scene.database.relaxed.calls.toArray();
	expect(calls).toMatchObject([1, 2].map(() => ({ role: 'referee', runId: null, about: 'chat' })));
	expect(await score()).toEqual({ verdicts, calls: 0, costNanoUsd: 0 });
	expect((await teacher({ do: 'tell' })).asked).toHaveLength(2);
});

test('a refused key is told by its code, and another one mends it', async () => {
	const refused = { kind: 'refuse', status: 401, headers: {} } as const;
	await teacher({ do: 'script', referee: { fine: [refused] } });
	await expect(score()).rejects.toMatchObject({ code: 'teacher/bad-key' });
	await teacher({ do: 'script' });
	expect(await score()).toMatchObject({ calls: 2 });
});

test('a teacher that is away is told as that, not waited for without end', async () => {
	await teacher({ do: 'away' });
	await expect(score()).rejects.toMatchObject({ code: 'teacher/unreachable' });
	await teacher({ do: 'back' });
});

test('what is stopped ends at once', async () => {
	await teacher({ do: 'script', referee: { fine: [{ kind: 'stall' }] } });
	const stopping = new AbortController();
	const scored = score(stopping.signal);
	await expect.poll(async () => (await teacher({ do: 'tell' })).asked.length).toBe(2);
	stopping.abort();
	await expect(scored).rejects.toMatchObject({ name: 'AbortError' });
});
