import Dexie from 'dexie';
import fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type Database, openDatabase } from '../../../src/adapters/indexeddb/database.ts';
import { IndexedDbExamStore } from '../../../src/adapters/indexeddb/exam-store.ts';
import { IndexedDbRecordStore } from '../../../src/adapters/indexeddb/record-store.ts';
import { BEHIND } from '../../../src/adapters/journal/batch.ts';
import { segmentsIn } from '../../../src/adapters/journal/folder.ts';
import { NOT_BEGUN } from '../../../src/core/exam/plan.ts';
import type { Instruction } from '../../../src/core/instruction.ts';
import type { RunId } from '../../../src/core/id.ts';
import { EXAM, examAnswer, examRow, examTask } from '../../fakes/exam-rows.ts';
import { PROJECT, progressRow, projectRow, RUN, runRow, seedRow } from '../../fakes/rows.ts';
import { openLibrary, writeProject } from '../adapters/whole-project.ts';
import {
	folderOf,
	linesOf,
	type Opened,
	openAsPage,
	rowsOf,
	throwAway,
	writesOf,
} from './journal-scene.ts';

const store = ({ database }: Opened) => new IndexedDbRecordStore(database);

/** Waits until the journal has so many lines. */
async function lines(page: Opened, count: number): Promise<void> {
	await vi.waitFor(async () => {
		expect((await linesOf(page)).length).toBeGreaterThanOrEqual(count);
	});
}

async function writtenByWorker(name: string, rows: readonly Instruction[], worker?: Worker) {
	const own =
		worker ?? new Worker(new URL('journaled-worker.ts', import.meta.url), { type: 'module' });
	if (worker === undefined)
		onTestFinished(() => {
			own.terminate();
		});
	await new Promise((resolve) => {
		own.onmessage = resolve;
		own.postMessage({ name, rows });
	});
	return own;
}

/** A row in each of an exam's tables. */
async function writeExam(database: Database): Promise<void> {
	const exams = new IndexedDbExamStore(database);
	await exams.begin(examRow());
	await exams.addTasks(EXAM, [examTask(0), examTask(1)]);
	await exams.putAnswers(EXAM, [examAnswer('s1', 0, 'four')]);
	const failure = { code: 'student/step-failed', message: 'too long' };
	const { schema, id, examId, student, order, at } = examAnswer('s1', 1, '');
	await exams.putFailures(EXAM, [{ schema, id, examId, student, order, at, ...failure }]);
	await exams.putProgress({ schema: 1, examId: EXAM, students: { s1: NOT_BEGUN }, at: 1 });
}

test('a project whose database was thrown away is put back row by row', async () => {
	const page = await openAsPage();
	expect(page.kept.restored).toBeNull();
	await writeProject(await openLibrary(page.database));
	await writeExam(page.database);
	const before = await rowsOf(page.database);
	expect(Object.entries(before).filter(([, rows]) => rows.length === 0)).toEqual([
		['edits', []],
		['settings', []],
	]);
	await store(page).putRun(runRow('run2' as RunId));
	const whole = await rowsOf(page.database);
	await vi.waitFor(async () => {
		expect(JSON.stringify((await writesOf(page)).at(-1))).toContain('run2');
	});
	await throwAway(page);

	const again = await openAsPage(page.name);
	expect(again.kept).toMatchObject({ id: page.kept.id, restored: { projects: 1, unreadable: 0 } });
	expect(await rowsOf(again.database)).toEqual(whole);
});

test('what was put back is put back again when it is lost once more, with what came since', async () => {
	const page = await openAsPage();
	await store(page).putProject(projectRow());
	await lines(page, 1);
	await throwAway(page);
	const second = await openAsPage(page.name);
	await store(second).put({ instructions: [seedRow(1)] });
	await lines(second, 2);
	await throwAway(second);
	const third = await openAsPage(page.name);
	expect(await rowsOf(third.database)).toMatchObject({
		projects: [projectRow()],
		instructions: [seedRow(1)],
	});
});

test('a database that nothing happened to is left as it is', async () => {
	const page = await openAsPage();
	await store(page).putProject(projectRow());
	page.database.close();
	const again = await openAsPage(page.name);
	expect(again.kept).toEqual({ id: page.kept.id, restored: null });
	expect(await rowsOf(again.database)).toMatchObject({ projects: [projectRow()] });
});

test('any sequence of writes comes back the same', { timeout: 120_000 }, async () => {
	const key = fc.integer({ min: 0, max: 12 });
	const write = fc.oneof(
		fc.record({ kind: fc.constant('put' as const), keys: fc.array(key, { minLength: 1 }) }),
		fc.record({ kind: fc.constant('delete' as const), keys: fc.array(key, { minLength: 1 }) }),
		fc.record({ kind: fc.constant('range' as const), from: key, to: key }),
		fc.record({ kind: fc.constant('clear' as const) }),
		fc.record({ kind: fc.constant('abort' as const), keys: fc.array(key, { minLength: 1 }) }),
	);
	let texts = 0;
	await fc.assert(
		fc.asyncProperty(fc.array(write, { maxLength: 12 }), async (writes) => {
			const page = await openAsPage();
			const db = page.database.relaxed;
			const row = (order: number) => seedRow(order, { input: `text ${String(texts++)}` });
			const id = (order: number) => seedRow(order).id;
			for (const one of writes)
				await db
					.transaction('rw', db.instructions, db.projects, async () => {
						if (one.kind === 'put') await db.instructions.bulkPut(one.keys.map(row));
						else if (one.kind === 'delete') await db.instructions.bulkDelete(one.keys.map(id));
						else if (one.kind === 'clear') await db.instructions.clear();
						else if (one.kind === 'range')
							await db.instructions.where('id').between(id(one.from), id(one.to)).delete();
						else {
							await db.instructions.bulkPut(one.keys.map(row));
							throw new RangeError('none of it');
						}
					})
					.catch((thrown: unknown) => {
						if (!(thrown instanceof RangeError)) throw thrown;
					});
			await db.projects.put(projectRow());
			await vi.waitFor(async () => {
				expect((await writesOf(page)).at(-1)?.table).toBe('projects');
			});
			const before = await rowsOf(page.database);
			await throwAway(page);
			const again = await openAsPage(page.name);
			expect(await rowsOf(again.database)).toEqual(before);
		}),
		{ numRuns: 25 },
	);
});

test('what page and worker write by turns is put back in the order of time', async () => {
	const page = await openAsPage();
	await store(page).putProject(projectRow());
	const worker = await writtenByWorker(page.name, [seedRow(1, { input: 'first' })]);
	await store(page).put({ instructions: [seedRow(1, { input: 'second' }), seedRow(2)] });
	await writtenByWorker(page.name, [seedRow(2, { input: 'third' })], worker);
	await lines(page, 4);
	worker.terminate();
	await throwAway(page);
	const again = await openAsPage(page.name);
	expect(await rowsOf(again.database)).toMatchObject({
		instructions: [seedRow(1, { input: 'second' }), seedRow(2, { input: 'third' })],
	});
});

test('a line that a crash cut off is left out, and counted', async () => {
	const page = await openAsPage();
	await store(page).putProject(projectRow());
	const worker = await writtenByWorker(page.name, [seedRow(1)]);
	await lines(page, 2);
	worker.terminate();
	await throwAway(page);
	const [first] = await segmentsIn(await folderOf(page));
	const handle = await (
		await folderOf(page)
	).getFileHandle('999999999999999-cut.log', {
		create: true,
	});
	const writable = await handle.createWritable();
	await writable.write('{"at":99,"writes":[{"table":"proj');
	await writable.close();
	expect(first?.file.size).toBeGreaterThan(0);
	const again = await openAsPage(page.name);
	expect(again.kept.restored).toMatchObject({ projects: 1, rows: 2, unreadable: 1 });
});

test('a deleted text leaves the journal, and what is left comes back', async () => {
	const page = await openAsPage();
	await store(page).putProject(projectRow());
	await store(page).put({ instructions: [seedRow(1, { input: 'secret' }), seedRow(2)] });
	await page.database.relaxed.instructions.delete(seedRow(1).id);
	await lines(page, 3);
	expect((await linesOf(page)).join()).toContain('secret');
	await page.journal.tidy(true);
	expect((await linesOf(page)).join()).not.toContain('secret');
	await store(page).put({ instructions: [seedRow(3)] });
	await vi.waitFor(async () => {
		expect((await linesOf(page)).join()).toContain(seedRow(3).id);
	});
	const before = await rowsOf(page.database);
	await throwAway(page);
	const again = await openAsPage(page.name);
	expect(await rowsOf(again.database)).toEqual(before);
});

test('while a worker writes, the journal is not rewritten; what was deleted leaves it the next time', async () => {
	const page = await openAsPage();
	await store(page).putProject(projectRow());
	const worker = await writtenByWorker(page.name, [seedRow(1, { input: 'secret' })]);
	await lines(page, 2);
	await page.database.relaxed.instructions.delete(seedRow(1).id);
	await page.journal.tidy(true);
	expect((await linesOf(page)).join()).toContain('secret');
	worker.terminate();
	await vi.waitFor(async () => {
		await page.journal.tidy(false);
		expect((await linesOf(page)).join()).not.toContain('secret');
	});
});

test('a write is told before whoever waits for it goes on', async () => {
	const order: string[] = [];
	const database = await openDatabase({
		name: `retort-told-test-${crypto.randomUUID()}`,
		onWritten: () => order.push('told'),
	});
	onTestFinished(async () => {
		database.close();
		await Dexie.delete(database.relaxed.name);
	});
	const records = new IndexedDbRecordStore(database);
	for (let place = 1; place <= 3; place++) {
		await records.put({ instructions: [seedRow(place)] });
		order.push('written');
	}
	expect(order).toEqual(['told', 'written', 'told', 'written', 'told', 'written']);
});

test('a journal that fell behind for want of room is written anew from the database', async () => {
	const page = await openAsPage();
	await store(page).putProject(projectRow());
	await lines(page, 1);
	await page.journal.tidy(false);
	const handle = await (
		await folderOf(page)
	).getFileHandle('999999999999999-full.log', {
		create: true,
	});
	const writable = await handle.createWritable();
	await writable.write(BEHIND);
	await writable.close();
	await store(page).put({ instructions: [seedRow(5)] });
	await page.journal.tidy(false);
	const segments = await segmentsIn(await folderOf(page));
	expect(segments.map(({ name }) => name.split('.').at(-1))).toEqual(['snapshot']);
	await throwAway(page);
	const again = await openAsPage(page.name);
	expect(await rowsOf(again.database)).toMatchObject({
		projects: [projectRow()],
		instructions: [seedRow(5)],
	});
});

test('rows that were there before there was a journal come into it', async () => {
	const page = await openAsPage();
	await store(page).putProject(projectRow());
	await lines(page, 1);
	// As an earlier version left it: rows, and neither marker nor journal.
	page.journal.close();
	const journals = await folderOf(page);
	for (const { name } of await segmentsIn(journals)) await journals.removeEntry(name);
	page.database.close();
	const unheard = await openDatabase({ name: page.name });
	await unheard.relaxed.settings.clear();
	unheard.close();
	const again = await openAsPage(page.name);
	expect(again.kept.restored).toBeNull();
	// A worker that was ended lets go of its lock some time later.
	await vi.waitFor(async () => {
		await again.journal.tidy(false);
		expect((await linesOf(again)).join()).toContain(projectRow().name);
	});
	await throwAway(again);
	const third = await openAsPage(page.name);
	expect(await rowsOf(third.database)).toMatchObject({ projects: [projectRow()] });
});

test('of a run’s progress the newest row is kept, with what is written next', async () => {
	const page = await openAsPage();
	for (let spent = 0; spent < 20; spent++)
		await store(page).putProgress(progressRow(RUN, { inDoubt: spent }));
	await store(page).putRun(runRow(RUN, { projectId: PROJECT }));
	await lines(page, 1);
	const writes = await writesOf(page);
	expect(writes.map(({ table }) => table)).toEqual(['progress', 'runs']);
	expect(writes[0]).toMatchObject({ put: [{ inDoubt: 19 }] });
});
