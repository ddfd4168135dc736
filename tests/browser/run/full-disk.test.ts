/** The disk fills up in the middle of a run: it pauses and says so, and with room again goes on, every reply paid once. */
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { IndexedDbLedger } from '../../../src/adapters/indexeddb/ledger.ts';
import type { Call } from '../../../src/core/call.ts';
import { callRow, RUN } from '../../fakes/rows.ts';
import { freshDatabase } from '../adapters/fresh-database.ts';
import { denseText, grantAll, grantOnly } from './quota.ts';
import { RunScene, teacher } from './run-scene.ts';

let scene: RunScene | undefined;
afterEach(async () => {
	await grantAll();
	await scene?.close();
	scene = undefined;
});

test('a run whose disk is full pauses, says what to free, and then goes on without paying twice', async () => {
	const names = Array.from({ length: 150 }, (_, number) => `long-${number}`);
	await grantOnly(3_000_000);
	scene = await RunScene.open(names);
	const { relaxed } = scene.database;
	await teacher({ do: 'script', teacher: { '*': [{ kind: 'reply', text: denseText(250_000) }] } });
	await scene.show();
	await page.getByRole('button', { name: 'Start', exact: true }).click();
	const alert = page.getByRole('alert');
	await expect
		.element(alert, { timeout: 30_000 })
		.toHaveTextContent('this browser’s share of it is full');
	await expect.element(alert).toHaveTextContent('delete a project or a student');
	const kept = await relaxed.calls.filter(({ state }) => state === 'answered').count();
	expect(kept).toBeLessThan(names.length);

	await grantAll();
	await page.getByRole('button', { name: 'Go on', exact: true }).click();
	await expect.element(page.getByText(/^Finished at/).first(), { timeout: 50_000 }).toBeVisible();
	const { asked } = await teacher({ do: 'tell' });
	const ofTeacher = asked.filter((one) => one.startsWith('teacher '));
	expect(ofTeacher.toSorted()).toEqual(names.map((name) => `teacher ${name}`).toSorted());
	const answers = await relaxed.answers.filter(({ author }) => author === 'teacher').count();
	expect(answers).toBe(names.length);
});

test('a reply that found the disk full is kept in memory, and stored before it is used when there is room', async () => {
	await grantOnly(1_000_000);
	const database = await freshDatabase();
	const ledger = new IndexedDbLedger(database);
	const sent = callRow('a', { state: 'sent', reply: null });
	const reply = { text: denseText(3_000_000), finish: 'stop' } as const;
	const answered = callRow('a', { reply: { ...reply, promptTokens: 1, completionTokens: 1 } });
	await ledger.put(sent);
	await expect(ledger.put(answered)).rejects.toMatchObject({ code: 'storage/full' });
	await expect(ledger.get(sent.key)).rejects.toMatchObject({ code: 'storage/full' });
	await grantAll();
	const heard: Call[] = [];
	await ledger.eachOfRun(RUN, (call) => heard.push(call));
	expect(heard).toEqual([answered]);
	expect(await ledger.get(sent.key)).toEqual(answered);
	expect(await database.relaxed.calls.get(sent.key)).toEqual(answered);
});
