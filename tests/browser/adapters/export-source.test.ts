import { expect, test } from 'vitest';
import { IndexedDbExportSource } from '../../../src/adapters/indexeddb/export-source.ts';
import { IndexedDbPoolEdits } from '../../../src/adapters/indexeddb/pool-edits.ts';
import { IndexedDbRecordStore } from '../../../src/adapters/indexeddb/record-store.ts';
import { exportFile } from '../../../src/app/export-file.ts';
import { watching } from '../../fakes/import-world.ts';
import {
	answerRow,
	generatedRow,
	PROJECT,
	RUN,
	runRow,
	seedRow,
	studentRow,
	verdictRow,
} from '../../fakes/rows.ts';
import { freshDatabase } from './fresh-database.ts';

test('rows are exported seeds first, in the order of the file, and then as the run made them', async () => {
	const database = await freshDatabase();
	const store = new IndexedDbRecordStore(database);
	const seeds = Array.from({ length: 12 }, (_, order) => seedRow(order, { pool: 'train' }));
	const generated = generatedRow(seedRow(0), 12, { pool: 'train' });
	await store.putRun(runRow());
	await store.put({ instructions: [generated, ...seeds.toReversed()] });
	const source = new IndexedDbExportSource(database);
	expect(await source.instructionIds(PROJECT)).toEqual([
		...seeds.map(({ id }) => id),
		generated.id,
	]);
	const order = { project: PROJECT, kind: 'train', format: 'jsonl' } as const;
	const unheard = { ...watching(), onProgress: () => undefined };
	expect((await exportFile(source, { ...order, run: RUN }, unheard)).rows).toBe(13);
	expect((await exportFile(source, { ...order, run: null }, unheard)).rows).toBe(12);
});

test('rows deleted or labelled by an edit that isn’t written yet are exported as the edit leaves them', async () => {
	const database = await freshDatabase();
	const store = new IndexedDbRecordStore(database);
	const seeds = Array.from({ length: 600 }, (_, order) => seedRow(order, { pool: 'train' }));
	await store.put({ instructions: seeds });
	const ids = seeds.map(({ id }) => id);
	const edits = new IndexedDbPoolEdits(database, () => 100);
	await edits.edit(PROJECT, ids, { kind: 'skill', skill: 'sum' });
	await edits.edit(PROJECT, ids.slice(0, 300), { kind: 'delete' });
	const source = new IndexedDbExportSource(database);
	const order = { project: PROJECT, run: null, kind: 'train', format: 'jsonl' } as const;
	const unheard = { ...watching(), onProgress: () => undefined };
	expect(await database.relaxed.edits.where({ pendingOf: PROJECT }).count()).toBe(2);
	const { file, rows } = await exportFile(source, order, unheard);
	expect(rows).toBe(300);
	expect((await file.text()).match(/"skill":"sum"/g)).toHaveLength(300);
});

test('answers and verdicts are read by key, those of this project’s students alone', async () => {
	const database = await freshDatabase();
	const store = new IndexedDbRecordStore(database);
	const [seed, student] = [seedRow(0), studentRow(0)];
	const answers = [answerRow(seed.id, 'teacher'), answerRow(seed.id, student.id)];
	const verdicts = [verdictRow(seed.id, student.id, 'teacher-first')];
	await store.put({ instructions: [seed], students: [student], answers, verdicts });
	const source = new IndexedDbExportSource(database);
	expect(await source.answers([seed.id], ['teacher', 'file', student.id])).toEqual(answers);
	expect(await source.verdicts([seed.id], [student.id])).toEqual(verdicts);
	expect(await source.verdicts([seed.id], [])).toEqual([]);
});
