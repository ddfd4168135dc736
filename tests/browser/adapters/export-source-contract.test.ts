/** What every source of exports promises about the rows that it is asked for. */
import { describe, expect, test } from 'vitest';
import { IndexedDbExportSource } from '../../../src/adapters/indexeddb/export-source.ts';
import { IndexedDbRecordStore } from '../../../src/adapters/indexeddb/record-store.ts';
import type { ExportSource } from '../../../src/app/export-ports.ts';
import { VERDICT_ORDERS } from '../../../src/core/verdict.ts';
import { MemoryExportSource } from '../../fakes/memory-export-source.ts';
import {
	answerRow,
	PROJECT,
	RUN,
	runRow,
	seedRow,
	studentRow,
	verdictRow,
} from '../../fakes/rows.ts';
import { freshDatabase } from './fresh-database.ts';

const SEEDS = [0, 1, 2].map((order) => seedRow(order));
const IDS = SEEDS.map(({ id }) => id);
const STUDENTS = [studentRow(-1), studentRow(0)];
const [BASE, FIRST] = [studentRow(-1).id, studentRow(0).id];
const ROWS = {
	runs: [runRow()],
	students: STUDENTS,
	instructions: SEEDS,
	answers: SEEDS.flatMap(({ id }) => [answerRow(id, 'file'), answerRow(id), answerRow(id, FIRST)]),
	verdicts: SEEDS.flatMap(({ id }) =>
		[BASE, FIRST].flatMap((student) =>
			VERDICT_ORDERS.map((order) => verdictRow(id, student, order)),
		),
	),
};

async function inIndexedDb(): Promise<ExportSource> {
	const database = await freshDatabase();
	const store = new IndexedDbRecordStore(database);
	const { runs, ...rows } = ROWS;
	for (const run of runs) await store.putRun(run);
	await store.put(rows);
	return new IndexedDbExportSource(database);
}

describe.each<[string, () => Promise<ExportSource>]>([
	['in memory', () => Promise.resolve(new MemoryExportSource(ROWS))],
	['in IndexedDB', inIndexedDb],
])('a source of exports %s', (_where, open) => {
	test('names a project’s rows in the order in which they were made, and gives those that are asked for', async () => {
		const source = await open();
		expect(await source.instructionIds(PROJECT)).toEqual(IDS);
		expect(await source.instructions(PROJECT, IDS.slice(1))).toEqual(SEEDS.slice(1));
		expect((await source.runChain(RUN)).map(({ id }) => id)).toEqual([RUN]);
		expect((await source.students(PROJECT)).map(({ id }) => id)).toEqual([BASE, FIRST]);
	});

	test('gives answers of these authors and verdicts on these students alone', async () => {
		const source = await open();
		const answers = await source.answers(IDS.slice(0, 2), ['file', FIRST]);
		expect(answers.map(({ id }) => id).toSorted()).toEqual(
			IDS.slice(0, 2)
				.flatMap((id) => [`${id}|file`, `${id}|${FIRST}`])
				.toSorted(),
		);
		const verdicts = await source.verdicts(IDS.slice(2), [FIRST]);
		expect(verdicts.map(({ instructionId, studentId }) => [instructionId, studentId])).toEqual(
			VERDICT_ORDERS.map(() => [IDS[2], FIRST]),
		);
		expect(await source.verdicts(IDS, [])).toEqual([]);
	});
});
