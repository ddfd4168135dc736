import { describe, expect, test } from 'vitest';
import { createExam, type CreatingWorld } from '../../../src/app/exam/create-exam.ts';
import type { ExamSource } from '../../../src/app/exam/ports.ts';
import { writeExam } from '../../../src/app/exam/write-exam.ts';
import { StreamedFiles } from '../../../src/adapters/files/record-files.ts';
import type { Database } from '../../../src/adapters/indexeddb/database.ts';
import { preparingLock, sweepExams } from '../../../src/adapters/indexeddb/exam-rows.ts';
import { IndexedDbExamStore } from '../../../src/adapters/indexeddb/exam-store.ts';
import { IndexedDbExportSource } from '../../../src/adapters/indexeddb/export-source.ts';
import { IndexedDbLibrary } from '../../../src/adapters/indexeddb/library.ts';
import { IndexedDbRecordStore } from '../../../src/adapters/indexeddb/record-store.ts';
import { type ExamPool, USUAL_SAMPLING } from '../../../src/core/exam/exam.ts';
import type { ExamId } from '../../../src/core/id.ts';
import { EXAM, examAnswer, examRow, examStudent, examTask } from '../../fakes/exam-rows.ts';
import { MemoryStudentFiles } from '../../fakes/memory-student-files.ts';
import { answerRow, PROJECT, projectRow, seedRow } from '../../fakes/rows.ts';
import { freshDatabase } from '../adapters/fresh-database.ts';

const WATCHING = { signal: new AbortController().signal, onProgress: () => undefined };
const { subject, name, source, model } = examStudent('s1');
const STUDENT = { subject, name, source, model };

function creating(database: Database, id = EXAM): CreatingWorld {
	const records = new IndexedDbRecordStore(database);
	return {
		store: new IndexedDbExamStore(database),
		files: new StreamedFiles(),
		pools: new IndexedDbExportSource(database),
		projectName: async (project) => (await records.project(project))?.name,
		clock: () => 1,
		newId: () => id,
	};
}

/** A project of three seeds: two in the Cache Pool, one held out, which the teacher has answered. */
async function withProject(): Promise<Database> {
	const database = await freshDatabase();
	const store = new IndexedDbRecordStore(database);
	await store.putProject(projectRow(PROJECT));
	const seeds = [
		seedRow(0, { instruction: 'Add 1 and 2', skill: 'sums', split: 'pool', pool: 'cache' }),
		seedRow(1, { instruction: 'Name a river', skill: 'names', split: 'pool', pool: 'both' }),
		seedRow(2, { instruction: 'Add 2 and 2', skill: 'sums', split: 'heldOut', pool: null }),
	];
	const [held] = seeds.slice(2);
	if (held === undefined) throw new Error('expected a held-out seed');
	const answers = (['file', 'teacher'] as const).map((author) =>
		answerRow(held.id, author, { text: `four, says the ${author}` }),
	);
	await store.put({ instructions: seeds, answers });
	return database;
}

async function examOf(database: Database, given: Partial<Extract<ExamSource, { kind: 'pool' }>>) {
	const from = { kind: 'pool', project: PROJECT, pool: 'seeds', skill: null, text: '' } as const;
	const order = { name: 'An exam', students: [STUDENT], sampling: USUAL_SAMPLING };
	await createExam(creating(database), { ...order, source: { ...from, ...given } }, WATCHING);
	return (await database.relaxed.examTasks.toArray()).map(({ instruction }) => instruction);
}

describe('an exam of a project’s rows', () => {
	test.each<[ExamPool, readonly string[]]>([
		['heldOut', ['Add 2 and 2']],
		['cache', ['Add 1 and 2', 'Name a river']],
		['train', ['Name a river']],
		['seeds', ['Add 1 and 2', 'Name a river', 'Add 2 and 2']],
	])('takes those of %s', async (pool, instructions) => {
		expect(await examOf(await withProject(), { pool })).toEqual(instructions);
	});

	test('takes those of one skill and with certain words alone', async () => {
		const filter = { skill: 'sums', text: 'ADD 1' };
		expect(await examOf(await withProject(), filter)).toEqual(['Add 1 and 2']);
	});

	test('has the teacher’s answer as its reference, before the file’s', async () => {
		const database = await withProject();
		await examOf(database, { pool: 'heldOut' });
		const [task] = await database.relaxed.examTasks.toArray();
		expect(task?.reference).toBe('four, says the teacher');
		expect(await database.relaxed.exams.get(EXAM)).toMatchObject({
			...{ tasks: 1, references: 1, projectId: PROJECT, state: { kind: 'running' } },
			set: { kind: 'pool', pool: 'heldOut', skill: null, text: '' },
		});
	});

	test('is deleted with the project, and one of a file is not', async () => {
		const database = await withProject();
		await examOf(database, {});
		const store = new IndexedDbExamStore(database);
		await store.putAnswers(EXAM, [examAnswer('s1', 0, '3')]);
		const other = 'other' as ExamId;
		await store.begin(examRow({ id: other }));
		const library = new IndexedDbLibrary(database, new MemoryStudentFiles(), () => 'new');
		await library.deleteProject(PROJECT);
		expect((await database.relaxed.exams.toArray()).map(({ id }) => id)).toEqual([other]);
		expect(await database.relaxed.examTasks.count()).toBe(0);
		expect(await database.relaxed.examAnswers.count()).toBe(0);
	});
});

describe('an exam that was never made whole', () => {
	test('is swept when its worker is gone, and not before', async () => {
		const database = await freshDatabase();
		const store = new IndexedDbExamStore(database);
		await store.begin(examRow({ state: { kind: 'preparing' } }));
		await store.addTasks(EXAM, [examTask(0)]);
		await navigator.locks.request(preparingLock(EXAM), () => sweepExams(database));
		expect(await database.relaxed.exams.count()).toBe(1);
		await sweepExams(database);
		expect(await database.relaxed.exams.count()).toBe(0);
		expect(await database.relaxed.examTasks.count()).toBe(0);
	});
});

test('answers of an exam that was deleted are not stored', async () => {
	const database = await freshDatabase();
	const store = new IndexedDbExamStore(database);
	await expect(store.putAnswers(EXAM, [examAnswer('s1', 0, 'late')])).rejects.toMatchObject({
		code: 'exam/unknown',
	});
	expect(await database.relaxed.examAnswers.count()).toBe(0);
});

test('a long exam is written whole, in the order of its instructions', async () => {
	const database = await freshDatabase();
	const store = new IndexedDbExamStore(database);
	const orders = Array.from({ length: 1203 }, (_, order) => order);
	await store.begin(examRow({ tasks: orders.length, students: [examStudent('s1')] }));
	await store.addTasks(
		EXAM,
		orders.map((order) => examTask(order)),
	);
	await store.putAnswers(
		EXAM,
		orders.map((order) => examAnswer('s1', order, `answer ${String(order)}`)),
	);
	const order = { exam: EXAM, students: ['s1'], format: 'alpaca-eval' } as const;
	const list = JSON.parse(await (await writeExam(store, order, WATCHING)).text()) as {
		readonly output: string;
	}[];
	expect(list.map(({ output }) => output)).toEqual(orders.map((one) => `answer ${String(one)}`));
});
