import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ExamAnswer } from '../../../src/core/exam/exam.ts';
import type { ExamId } from '../../../src/core/id.ts';
import { bringOther, ExamScene, forgetOther, MISSING, ONE, OTHER, WATCHING } from './exam-scene.ts';

const LONG = { timeout: 50_000 };
let scene: ExamScene;
beforeAll(bringOther);
afterAll(forgetOther);
beforeEach(async () => {
	scene = await ExamScene.open();
});
afterEach(async () => {
	await scene.close();
});

const stateOf = async (id: ExamId) => (await scene.exam(id)).state.kind;
const finished = (id: ExamId) => expect.poll(() => stateOf(id), LONG).toBe('finished');
const waitingLocks = async () =>
	(await navigator.locks.query()).pending?.map(({ name }) => name) ?? [];
const byId = (answers: readonly ExamAnswer[]) => new Map(answers.map((one) => [one.id, one]));

describe('an exam of the real students', () => {
	test('puts every instruction to each of them, one after the other', async () => {
		const id = await scene.create(24, [ONE, OTHER]);
		await finished(id);
		const exam = await scene.exam(id);
		expect(exam).toMatchObject({ tasks: 24, references: 24, projectId: null });
		const answers = await scene.answers();
		expect(answers.map(({ id: key }) => key)).toHaveLength(48);
		const [first, second] = ['s1', 's2'].map((student) =>
			answers.filter((answer) => answer.student === student),
		);
		if (!first || !second) throw new Error('expected answers of both');
		// The same weights say the same, whichever way they came into the browser.
		expect(second.map(({ text }) => text)).toEqual(first.map(({ text }) => text));
		const lastOfFirst = Math.max(...first.map(({ at }) => at));
		expect(Math.min(...second.map(({ at }) => at))).toBeGreaterThanOrEqual(lastOfFirst);
		const progress = await scene.database.relaxed.examProgress.get(id);
		expect(progress?.students).toMatchObject({
			s1: { step: 'resting', answered: 24, failed: 0, loaded: { engine: 'transformers.js' } },
			s2: { answered: 24, failed: 0 },
		});
	});

	test('loses nothing and asks nothing twice when its worker is killed in the middle, twice', async () => {
		const id = await scene.create(300, [ONE, OTHER]);
		const kill = async (atLeast: number) => {
			await expect
				.poll(async () => (await scene.answers()).length, { ...LONG, interval: 20 })
				.toBeGreaterThan(atLeast);
			scene.killWorker();
			return byId(await scene.answers());
		};
		const atFirstKill = await kill(30);
		expect(atFirstKill.size).toBeLessThan(300);
		const atSecondKill = await kill(330);
		expect(atSecondKill.size).toBeLessThan(600);
		await finished(id);
		expect(scene.spawned).toBe(3);
		const all = byId(await scene.answers());
		expect(all.size).toBe(600);
		// What was stored at a kill is what is stored at the end, time included: nobody answered it again.
		for (const before of [atFirstKill, atSecondKill])
			for (const [key, answer] of before) expect(all.get(key)).toEqual(answer);
	});

	test('names a student that can’t be loaded, goes on with the others, and tries it again on wish', async () => {
		const id = await scene.create(8, [MISSING, ONE]);
		await finished(id);
		const { students } = await scene.exam(id);
		expect(students.map(({ trouble }) => trouble?.code)).toEqual([
			'student/file-missing',
			undefined,
		]);
		expect(await scene.answers()).toHaveLength(8);
		await scene.exams.skip(id, 's1', true);
		await scene.exams.retryFailed(id);
		await finished(id);
		expect((await scene.exam(id)).students[0]).toMatchObject({ isSkipped: true, trouble: null });
	});

	test('takes a student that is added when it was finished, and one that is skipped while it is asked', async () => {
		const id = await scene.create(400, [ONE]);
		await expect.poll(async () => (await scene.answers()).length, LONG).toBeGreaterThan(0);
		await scene.exams.skip(id, 's1', true);
		await finished(id);
		const soFar = (await scene.answers()).length;
		expect(soFar).toBeLessThan(400);
		await scene.exams.add(id, [OTHER]);
		await finished(id);
		expect(await scene.answers()).toHaveLength(soFar + 400);
		await scene.exams.skip(id, 's1', false);
		await finished(id);
		expect(await scene.answers()).toHaveLength(800);
	});
});

describe('an exam that two tabs have open', () => {
	test('is paused by the one that does not carry it out, goes on there, and no answer comes twice', async () => {
		const other = await ExamScene.open();
		try {
			const id = await scene.create(600, [ONE]);
			await expect.poll(async () => (await scene.answers()).length, LONG).toBeGreaterThan(20);
			await other.exams.pause(id);
			const locks = async () => (await navigator.locks.query()).held?.map(({ name }) => name) ?? [];
			await expect.poll(locks, LONG).not.toContain('retort/exams');
			const atRest = byId(await scene.answers());
			expect(atRest.size).toBeLessThan(600);
			await other.exams.goOn(id);
			await finished(id);
			const all = byId(await scene.answers());
			expect(all.size).toBe(600);
			for (const [key, answer] of atRest) expect(all.get(key)).toEqual(answer);
		} finally {
			await other.leave();
		}
	});

	test('goes on in the other, open before the exam was made, when the one that carried it out is closed', async () => {
		const other = await ExamScene.open();
		other.follow();
		try {
			const id = await scene.create(600, [ONE]);
			await expect.poll(async () => (await scene.answers()).length, LONG).toBeGreaterThan(20);
			await expect.poll(waitingLocks, LONG).toContain('retort/exams');
			expect(await stateOf(id)).toBe('running');
			// A worker has a database, a journal and the engines' code: a tab that waits needs none.
			expect([scene.spawned, other.spawned]).toEqual([1, 0]);
			scene.closeTab();
			await finished(id);
			expect(await scene.answers()).toHaveLength(600);
			expect([scene.spawned, other.spawned]).toEqual([1, 1]);
		} finally {
			await other.leave();
		}
	});

	test('goes past a tab with older code, whose database has been closed', async () => {
		const [older, other] = [await ExamScene.open(), await ExamScene.open()];
		older.follow();
		try {
			const id = await scene.create(300, [ONE]);
			await expect.poll(waitingLocks, LONG).toContain('retort/exams');
			older.database.close();
			other.follow();
			await expect.poll(waitingLocks, LONG).toContain('retort/exams-next');
			await expect.poll(async () => (await scene.answers()).length, LONG).toBeGreaterThan(20);
			scene.closeTab();
			await finished(id);
			expect([older.spawned, other.spawned]).toEqual([0, 1]);
		} finally {
			older.closeTab();
			await other.leave();
		}
	});

	test('is taken up by a tab that is opened on what a closed one left', async () => {
		const id = await scene.create(300, [ONE]);
		await expect.poll(async () => (await scene.answers()).length, LONG).toBeGreaterThan(20);
		scene.closeTab();
		const other = await ExamScene.open();
		try {
			expect(await stateOf(id)).toBe('running');
			other.follow();
			await finished(id);
			expect(await scene.answers()).toHaveLength(300);
		} finally {
			await other.leave();
		}
	});
});

describe('making an exam', () => {
	test('leaves nothing when its file holds no instruction', async () => {
		const source = { file: new Blob(['[]']), name: 'empty.json', reading: null };
		const order = { name: 'Empty', students: [ONE] };
		const sampling = { temperature: 0, maxTokens: 8, seed: 1, system: '' };
		await expect(
			scene.exams.create({ ...order, sampling, source: { kind: 'file', source } }, WATCHING),
		).rejects.toMatchObject({ code: 'exam/no-rows' });
		expect(await scene.database.relaxed.exams.count()).toBe(0);
	});

	test('is deleted with all of its rows while it is under way', async () => {
		const id = await scene.create(400, [ONE]);
		await expect.poll(async () => (await scene.answers()).length, LONG).toBeGreaterThan(0);
		await scene.exams.delete(id);
		const locks = async () => (await navigator.locks.query()).held?.map(({ name }) => name) ?? [];
		await expect.poll(locks, LONG).not.toContain('retort/exams');
		const { exams, examTasks, examAnswers, examProgress } = scene.database.relaxed;
		for (const table of [exams, examTasks, examAnswers, examProgress])
			expect(await table.count(), table.name).toBe(0);
	});
});
