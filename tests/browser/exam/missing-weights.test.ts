/** An exam of a student that a trainer made and whose weights have left the browser: real student, files and database. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { IndexedDbExamStore } from '../../../src/adapters/indexeddb/exam-store.ts';
import { IndexedDbRecordStore } from '../../../src/adapters/indexeddb/record-store.ts';
import { OpfsStudentFiles } from '../../../src/adapters/opfs/student-files.ts';
import { sleep } from '../../../src/adapters/system/sleep.ts';
import { TransformersStudentEngine } from '../../../src/adapters/transformers/student-engine.ts';
import { carryOutExam, type ExamWorld } from '../../../src/app/exam/carry-out.ts';
import type { TrainerJob } from '../../../src/app/ports/trainer.ts';
import type { JobId, StudentId } from '../../../src/core/id.ts';
import type { Student } from '../../../src/core/student.ts';
import { EXAM, examRow, examStudent, examTask } from '../../fakes/exam-rows.ts';
import { FakeTrainer } from '../../fakes/fake-trainer.ts';
import { studentRow } from '../../fakes/rows.ts';
import type { Database } from '../../../src/adapters/indexeddb/database.ts';
import { freshDatabase } from '../adapters/fresh-database.ts';
import { prompts, remote } from '../student/practice.ts';

const FOLDER = 'exam-missing';
const files = new OpfsStudentFiles();

/** Has the shipped student as the outcome of its one job. */
class OneStudentTrainer extends FakeTrainer {
	/** Who asked it to keep the student. */
	readonly holders: string[] = [];

	constructor() {
		super(new Map());
	}

	override async job(id: string): Promise<TrainerJob> {
		return {
			...{ id, status: 'succeeded', model: 'base', fineTunedModel: 'ft-1', error: null },
			...{ trainedTokens: 1, artifacts: await remote(), createdAt: 1, finishedAt: 2 },
		};
	}

	override pin(_model: string, holder: string): Promise<void> {
		this.holders.push(holder);
		return Promise.resolve();
	}
}

let database: Database;
let world: ExamWorld;
let trainer: OneStudentTrainer | undefined;
let student: Student;
beforeEach(async () => {
	database = await freshDatabase();
	trainer = new OneStudentTrainer();
	const { files: listed } = await remote();
	const source = { kind: 'stored', folder: FOLDER } as const;
	student = studentRow(0, { source, files: listed, jobId: 'job1' as JobId });
	const records = new IndexedDbRecordStore(database);
	await records.put({ students: [student] });
	world = {
		store: new IndexedDbExamStore(database),
		engine: new TransformersStudentEngine(),
		...{ clock: Date.now, steady: () => performance.now(), sleep, weights: files },
		student: (id) => records.student(id as StudentId),
		trainer: () => Promise.resolve(trainer),
	};
	await begin();
});
afterEach(() => files.delete(FOLDER));

async function begin() {
	const asked = prompts(6).map(([message], order) =>
		examTask(order, { instruction: message?.content ?? '' }),
	);
	const missing = examStudent('s1', { subject: student.id, source: student.source });
	const shipped = examStudent('s2', { source: { kind: 'shipped', folder: 'practice-student' } });
	await world.store.begin(examRow({ tasks: asked.length, students: [missing, shipped] }));
	await world.store.addTasks(EXAM, asked);
}
const textsOf = async (of: string) =>
	(await database.relaxed.examAnswers.toArray())
		.filter((answer) => answer.student === of)
		.map(({ order, text }) => [order, text]);

test('fetches them from the trainer that made it, once, and it answers', async () => {
	await carryOutExam(world, EXAM);
	const exam = await database.relaxed.exams.get(EXAM);
	expect(exam?.state.kind).toBe('finished');
	expect(exam?.students.map(({ trouble }) => trouble)).toEqual([null, null]);
	expect(await textsOf('s1')).toHaveLength(6);
	expect(await textsOf('s1')).toEqual(await textsOf('s2'));
	expect((await files.list()).map(({ folder }) => folder)).toContain(FOLDER);
	expect(trainer?.holders).toEqual([student.projectId]);
}, 120_000);

test('without a linked trainer says what brings them back, and the others answer', async () => {
	trainer = undefined;
	await carryOutExam(world, EXAM);
	const exam = await database.relaxed.exams.get(EXAM);
	expect(exam?.students.map(({ trouble }) => trouble)).toMatchObject([
		{
			code: 'trainer/not-linked',
			message: expect.stringMatching(/Link the trainer that made it/) as string,
		},
		null,
	]);
	expect(await textsOf('s1')).toEqual([]);
	expect(await textsOf('s2')).toHaveLength(6);
}, 120_000);
