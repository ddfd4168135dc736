import { beforeEach, describe, expect, test, vi } from 'vitest';
import { examActions } from '../../../src/app/exam/actions.ts';
import { carryOutExam, type ExamWorld } from '../../../src/app/exam/carry-out.ts';
import { IndexedDbExamStore } from '../../../src/adapters/indexeddb/exam-store.ts';
import { sleep } from '../../../src/adapters/system/sleep.ts';
import { AppError } from '../../../src/core/error.ts';
import { ChoosyStudentEngine } from '../../fakes/choosy-student.ts';
import { MemoryStudentFiles } from '../../fakes/memory-student-files.ts';
import { EXAM, examRow, examStudent, examTask } from '../../fakes/exam-rows.ts';
import { freshDatabase } from '../adapters/fresh-database.ts';
import type { Database } from '../../../src/adapters/indexeddb/database.ts';

let database: Database;
let engine: ChoosyStudentEngine;
let world: ExamWorld;
beforeEach(async () => {
	database = await freshDatabase();
	engine = new ChoosyStudentEngine();
	const store = new IndexedDbExamStore(database);
	world = {
		...{ store, engine, clock: Date.now, steady: () => performance.now(), sleep },
		...{ student: () => Promise.resolve(undefined), trainer: () => Promise.resolve(undefined) },
		weights: new MemoryStudentFiles(),
	};
});

/** An exam of one student or more; the named orders can't be asked. */
async function begin(tasks: number, impossible: readonly number[], students = ['s1']) {
	const { store } = world;
	await store.begin(
		examRow({ tasks, references: 0, students: students.map((id) => examStudent(id)) }),
	);
	const rows = Array.from({ length: tasks }, (_, order) =>
		examTask(
			order,
			impossible.includes(order) ? { instruction: `impossible ${String(order)}` } : {},
		),
	);
	await store.addTasks(EXAM, rows);
}
const exam = () => database.relaxed.exams.get(EXAM);
const failures = () => database.relaxed.examFailures.toArray();

describe('an instruction that can’t be asked', () => {
	test('is named, and every other one is answered once', async () => {
		await begin(100, [3, 4, 77]);
		await carryOutExam(world, EXAM);
		expect((await exam())?.state.kind).toBe('finished');
		expect(await failures()).toMatchObject(
			[3, 4, 77].map((order) => ({
				...{ order, student: 's1', code: 'student/template' },
				message: `“impossible ${String(order)}” can’t be put in words`,
			})),
		);
		expect(await database.relaxed.examAnswers.count()).toBe(97);
		expect(engine.asked).toHaveLength(97);
		expect(new Set(engine.asked).size).toBe(97);
	});

	test('is asked again on wish, and nothing else is', async () => {
		await begin(40, [0, 39]);
		await carryOutExam(world, EXAM);
		engine.refuses = () => false;
		const before = engine.asked.length;
		const wake = () => carryOutExam(world, EXAM);
		await examActions({ store: world.store, clock: Date.now, wake }).retryFailed(EXAM);
		expect(engine.asked.slice(before)).toEqual(['impossible 0', 'impossible 39']);
		expect(await failures()).toEqual([]);
		expect(await database.relaxed.examAnswers.count()).toBe(40);
	});

	test('is not asked again while the exam is under way', async () => {
		await begin(4, []);
		const acts = examActions({
			store: world.store,
			clock: Date.now,
			wake: () => Promise.resolve(),
		});
		await expect(acts.retryFailed(EXAM)).rejects.toMatchObject({ code: 'exam/under-way' });
	});
});

describe('a student that answers nothing', () => {
	test('is given up after some instructions, is named, and the next one goes on', async () => {
		engine.code = 'student/keeps-failing';
		engine.refuses = () => engine.loads === 1;
		await begin(2500, [], ['s1', 's2']);
		await carryOutExam(world, EXAM);
		const now = await exam();
		expect(now?.state.kind).toBe('finished');
		expect(now?.students.map(({ trouble }) => trouble?.code)).toEqual([
			'student/keeps-failing',
			undefined,
		]);
		expect(await failures()).toEqual([]);
		expect(await database.relaxed.examAnswers.count()).toBe(2500);
	});
});

test('an exam whose disk is full pauses and says so', async () => {
	await begin(10, []);
	const full = new AppError('storage/full', 'The disk is full.');
	vi.spyOn(world.store, 'putAnswers').mockRejectedValue(full);
	await carryOutExam(world, EXAM);
	expect((await exam())?.state).toMatchObject({
		...{ kind: 'paused', by: 'trouble', code: 'storage/full', because: 'The disk is full.' },
	});
});
