import { describe, expect, test } from 'vitest';
import { forkRun } from '../../../../src/app/projects.ts';
import type { CallRequest } from '../../../../src/core/call.ts';
import { AppError } from '../../../../src/core/error.ts';
import type { RunId } from '../../../../src/core/id.ts';
import { evaluationSet } from '../../../../src/core/loop/pools.ts';
import { scoreId } from '../../../../src/core/run.ts';
import { TeacherError } from '../../../../src/core/teacher-error.ts';
import { RunTable } from '../../../fakes/run-table.ts';

const SIZES = { train: 60, cache: 20, heldOutPerSkill: 1, developmentPerSkill: 1 };

async function started(iterations: number): Promise<{ table: RunTable; run: RunId }> {
	const table = new RunTable();
	const run = await table.createPractice({ sizes: SIZES, recipe: { iterations } });
	return { table, run };
}
const isReferee = ({ schema }: CallRequest) => JSON.stringify(schema).includes('score');
const heldOutScore = async (table: RunTable, run: RunId, iteration: number) => {
	const book = await table.book(run);
	const student = book.student(iteration);
	return student && book.scores.get(scoreId(student.id, 'heldOut'));
};

test('a run that goes back to an iteration whose test was interrupted goes on to its end', async () => {
	const { table, run } = await started(0);
	while ((await table.book(run)).student(0) === undefined) await table.sit(run, { oneStage: true });
	expect(await table.sit(run, { pauseAfter: 0 })).toMatchObject({ kind: 'paused' });
	const world = { store: table.store, clock: () => 1, newId: () => 'fork' };
	const fork = await forkRun(world, run, { iteration: 0 });
	const state = await table.sit(fork);
	expect(state).toMatchObject({ kind: 'finished' });
	expect(await heldOutScore(table, fork, 0)).toMatchObject({ unscored: 0 });
});

test.each(['loseJobs', 'loseStudents'] as const)(
	'a trainer that %s between two sittings trains again',
	async (lose) => {
		const { table, run } = await started(0);
		table.onFetch = () => {
			throw new AppError('student/no-space', 'the disk is full');
		};
		expect(await table.sit(run)).toMatchObject({ kind: 'paused', code: 'student/no-space' });
		table.trainer[lose]();
		table.onFetch = () => undefined;
		expect(await table.sit(run)).toMatchObject({ kind: 'finished' });
		expect(table.trainer.orders.map(({ clientRequestId }) => clientRequestId)).toEqual([
			`${run}-0-0`,
			`${run}-0-1`,
		]);
	},
);

test('a key refused in the middle of a test ends the student’s work with it', async () => {
	const { table, run } = await started(0);
	await table.sit(run, { oneStage: true });
	table.script = () => {
		throw new TeacherError('teacher/bad-key', 'no such key');
	};
	expect(await table.sit(run)).toMatchObject({ kind: 'paused', code: 'teacher/bad-key' });
	expect(table.student.answers).toBeLessThan(53);
});

test('a row is sampled with the same seed, however often the run was interrupted', async () => {
	const seedsAfter = async (pauseAfter: number) => {
		const { table, run } = await started(0);
		while ((await table.sit(run, { pauseAfter })).kind === 'paused');
		return table.student.seeds;
	};
	const whole = await seedsAfter(Number.POSITIVE_INFINITY);
	expect(new Set(whole.values()).size).toBe(whole.size);
	expect(await seedsAfter(40)).toEqual(whole);
});

describe('asking failed calls again', () => {
	/** A finished run in which the referee failed on some pairs and wrote nonsense on others. */
	async function withFailures() {
		const { table, run } = await started(0);
		let calls = 0;
		table.script = (request) => {
			if (!isReferee(request)) return undefined;
			calls++;
			if (calls % 20 === 1) throw new TeacherError('teacher/bad-request', 'too long for me');
			return calls % 20 < 5 ? { text: 'I would rather not say.' } : undefined;
		};
		expect(await table.sit(run)).toMatchObject({ kind: 'finished' });
		expect((await heldOutScore(table, run, 0))?.unscored).toBeGreaterThan(0);
		table.script = () => undefined;
		return { table, run };
	}

	test('scores what had failed and what could not be read, and nothing else', async () => {
		const { table, run } = await withFailures();
		const asked = table.asked;
		const book = await table.book(run);
		const open = [-1, 0].map((iteration) => {
			const student = book.student(iteration);
			if (student === undefined) throw new Error('expected a student');
			return evaluationSet(book, 'heldOut').filter(
				({ id }) => book.pairScores(id, student) === undefined,
			).length;
		});
		expect(await table.sit(run, { retryFirst: true })).toMatchObject({ kind: 'finished' });
		for (const iteration of [-1, 0])
			expect(await heldOutScore(table, run, iteration)).toMatchObject({ n: 53, unscored: 0 });
		expect(table.asked - asked).toBeLessThanOrEqual(2 * ((open[0] ?? 0) + (open[1] ?? 0)));
	});

	test('leaves a run that its user had ended where it was', async () => {
		const { table, run } = await withFailures();
		const found = await table.store.run(run);
		if (found === undefined) throw new Error('expected the run');
		await table.store.putRun({ ...found, iterations: 2, state: { kind: 'stopped', at: 1 } });
		expect(await table.sit(run, { retryFirst: true })).toEqual({ kind: 'stopped', at: 1 });
		expect((await table.book(run)).student(1)).toBeUndefined();
	});

	test('that fails again pauses the run and says why', async () => {
		const { table, run } = await withFailures();
		table.script = () => {
			throw new TeacherError('teacher/bad-key', 'no such key');
		};
		expect(await table.sit(run, { retryFirst: true })).toMatchObject({
			kind: 'paused',
			code: 'teacher/bad-key',
		});
	});
});
