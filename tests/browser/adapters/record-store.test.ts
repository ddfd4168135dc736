import { describe, expect, test } from 'vitest';
import { IndexedDbRecordStore } from '../../../src/adapters/indexeddb/record-store.ts';
import type { RecordStore } from '../../../src/app/ports/records.ts';
import type { ProjectId, RunId } from '../../../src/core/id.ts';
import { VERDICT_ORDERS } from '../../../src/core/verdict.ts';
import { MemoryRecordStore } from '../../fakes/memory-record-store.ts';
import {
	answerRow,
	generatedRow,
	progressRow,
	PROJECT,
	projectRow,
	rejectionRow,
	RUN,
	runRow,
	seedRow,
	studentRow,
	verdictRow,
} from '../../fakes/rows.ts';
import { freshDatabase } from './fresh-database.ts';

const OTHER_RUN = 'run2' as RunId;
const OTHER_PROJECT = 'project2' as ProjectId;

describe.each<[string, () => Promise<RecordStore>]>([
	['in memory', () => Promise.resolve(new MemoryRecordStore())],
	['in IndexedDB', async () => new IndexedDbRecordStore(await freshDatabase())],
])('the records %s', (_where, open) => {
	test('give back what was put, and nothing for what wasn’t', async () => {
		const store = await open();
		expect(await store.project(PROJECT)).toBeUndefined();
		expect(await store.run(RUN)).toBeUndefined();
		expect(await store.progress(RUN)).toBeUndefined();
		await store.putProject(projectRow());
		await store.putRun(runRow());
		await store.putProgress(progressRow());
		expect(await store.project(PROJECT)).toEqual(projectRow());
		expect(await store.run(RUN)).toEqual(runRow());
		expect(await store.progress(RUN)).toEqual(progressRow());
	});

	test('replace a row by the next of the same id', async () => {
		const store = await open();
		await store.put({ instructions: [seedRow(0)] });
		await store.put({ instructions: [seedRow(0, { skill: 'halving' })] }, { durable: true });
		const { instructions } = await store.rowsOf(PROJECT, []);
		expect(instructions).toEqual([seedRow(0, { skill: 'halving' })]);
	});

	test('name a run and all that it was forked from, nearest first', async () => {
		const store = await open();
		const forked = (id: string, from: string | null) =>
			runRow(id as RunId, {
				forkedFrom: from === null ? null : { runId: from as RunId, iteration: 1 },
			});
		const [a, b, c] = [forked('a', null), forked('b', 'a'), forked('c', 'b')] as const;
		for (const run of [a, b, c]) await store.putRun(run);
		expect(await store.runChain('c' as RunId)).toEqual([c, b, a]);
		expect(await store.runChain('a' as RunId)).toEqual([a]);
		expect(await store.runChain('none' as RunId)).toEqual([]);
	});

	test('give a run the seeds and its own, not what other runs and projects made', async () => {
		const store = await open();
		const seed = seedRow(0);
		const mine = generatedRow(seed, 0);
		const others = generatedRow(seed, 1, { runId: OTHER_RUN });
		const [student, stranger] = [studentRow(0), studentRow(0, { runId: OTHER_RUN })];
		const verdicts = VERDICT_ORDERS.map((order) => verdictRow(seed.id, student.id, order));
		const foreign = seedRow(0, { projectId: OTHER_PROJECT });
		await store.put({
			instructions: [seed, mine, others, foreign],
			answers: [
				answerRow(seed.id),
				answerRow(seed.id, 'file'),
				answerRow(seed.id, student.id),
				answerRow(seed.id, stranger.id),
				answerRow(mine.id),
				answerRow(others.id),
				answerRow(foreign.id, 'teacher', { projectId: OTHER_PROJECT }),
			],
			verdicts: [
				...verdicts,
				verdictRow(seed.id, stranger.id, 'teacher-first', { runId: OTHER_RUN }),
			],
			rejections: [rejectionRow(4), rejectionRow(5, { runId: OTHER_RUN })],
			students: [student, stranger],
		});
		const rows = await store.rowsOf(PROJECT, [RUN]);
		const byId = (some: readonly { readonly id: string }[]) => some.map(({ id }) => id).sort();
		expect(
			Object.fromEntries(Object.entries(rows).map(([table, some]) => [table, byId(some)])),
		).toEqual({
			instructions: byId([seed, mine]),
			answers: byId([
				answerRow(seed.id),
				answerRow(seed.id, 'file'),
				answerRow(seed.id, student.id),
				answerRow(mine.id),
			]),
			verdicts: byId(verdicts),
			rejections: byId([rejectionRow(4)]),
			students: byId([student]),
			scores: [],
			stages: [],
			jobs: [],
			reports: [],
		});
		const both = await store.rowsOf(PROJECT, [RUN, OTHER_RUN]);
		expect(byId(both.students)).toEqual(byId([student, stranger]));
		expect(both.answers).toHaveLength(6);
		expect((await store.rowsOf(PROJECT, [])).instructions).toEqual([seed]);
	});
});

test('rows of all tables are written together or not at all', async () => {
	const store = new IndexedDbRecordStore(await freshDatabase());
	const unstorable = { ...answerRow(seedRow(0).id), text: () => 'a function' } as never;
	await expect(
		store.put({ instructions: [seedRow(0)], answers: [unstorable] }),
	).rejects.toMatchObject({ code: 'storage/failed' });
	expect((await store.rowsOf(PROJECT, [])).instructions).toEqual([]);
});
