/** A trainer that goes away in the middle of a job, and comes back knowing the job or not: the run waits, says so, goes on. */
import { afterEach, expect, test } from 'vitest';
import { commands, page } from 'vitest/browser';
import { IndexedDbRecordStore } from '../../../src/adapters/indexeddb/record-store.ts';
import { IndexedDbSettings } from '../../../src/adapters/indexeddb/settings.ts';
import { OpfsStudentFiles } from '../../../src/adapters/opfs/student-files.ts';
import { studentIdOf } from '../../../src/core/id.ts';
import { stageEntryId } from '../../../src/core/run.ts';
import { answerRow, RUN, seedRow } from '../../fakes/rows.ts';
import type { TrainerNews, TrainerWish } from '../../fakes/trainer-server.ts';
import { remote } from '../student/practice.ts';
import { RunScene, sleepFor } from './run-scene.ts';

declare module 'vitest/browser' {
	interface BrowserCommands {
		trainer: (wish: TrainerWish) => Promise<TrainerNews>;
	}
}
const { trainer } = commands;
const POLLED = { timeout: 40_000 };
let scene: RunScene | undefined;
afterEach(async () => {
	await trainer({ do: 'away' });
	await scene?.close();
	await new OpfsStudentFiles().delete(studentIdOf(RUN, 0));
	scene = undefined;
});

/** A run that has its answers and is about to order its first student. */
async function opened(): Promise<RunScene> {
	const { url, files } = await remote();
	const linked = await trainer({ do: 'start', student: { url: `${url}/`, files } });
	const found = await RunScene.open([], 'patient');
	const { database } = found;
	await new IndexedDbSettings(database).linkTrainer({ url: linked.url, token: 'rt', linkedAt: 1 });
	const seed = seedRow(0, { pool: 'train', instruction: 'what is 2 plus 2?' });
	const store = new IndexedDbRecordStore(database);
	await store.put({ instructions: [seed], answers: [answerRow(seed.id, 'teacher')] });
	const student = await database.relaxed.students.toCollection().primaryKeys();
	await database.relaxed.students.bulkDelete(student.filter((id) => id.endsWith('/0')));
	await database.relaxed.stages.delete(stageEntryId(RUN, { iteration: 0, stage: 'imitation' }));
	await found.show();
	scene = found;
	return found;
}
const shows = (text: RegExp) => expect.element(page.getByText(text).first(), POLLED).toBeVisible();

test('a trainer that is away for an hour and then has forgotten the job is waited for, and told the order anew', async () => {
	const { database } = await opened();
	await page.getByRole('button', { name: 'Start', exact: true }).click();
	await expect.poll(async () => (await trainer({ do: 'tell' })).orders, POLLED).toHaveLength(1);
	await trainer({ do: 'away' });
	await shows(/^Waiting for the trainer since/);
	await expect.element(page.getByRole('alert')).toHaveTextContent('The trainer can’t be reached.');
	sleepFor(3_600_000);
	await trainer({ do: 'forget' });
	await trainer({ do: 'back' });
	await expect
		.poll(async () => (await trainer({ do: 'tell' })).orders, POLLED)
		.toEqual([`${RUN}-0-0`, `${RUN}-0-1`]);
	await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
	await trainer({ do: 'finish' });
	await shows(/^Finished at/);
	const jobs = await database.relaxed.jobs.toArray();
	expect(jobs.map(({ status }) => status)).toEqual(['forgotten', 'succeeded']);
	const students = await database.relaxed.students.toArray();
	expect(students.find(({ iteration }) => iteration === 0)?.selfTest).toMatchObject({
		passed: true,
	});
}, 100_000);
