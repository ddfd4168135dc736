import { expect, test } from 'vitest';
import { AppError } from '../../../../src/core/error.ts';
import type { RunId } from '../../../../src/core/id.ts';
import { RunTable } from '../../../fakes/run-table.ts';

const SIZES = { train: 60, cache: 20, heldOutPerSkill: 1, developmentPerSkill: 1 };

async function started(): Promise<{ table: RunTable; run: RunId }> {
	const table = new RunTable();
	const run = await table.createPractice({ sizes: SIZES, recipe: { iterations: 0 } });
	return { table, run };
}

test('a training file is deleted at the trainer when its student is noted, not before', async () => {
	const { table, run } = await started();
	table.onFetch = () => {
		expect(table.trainer.uploads).toEqual(new Set([`${run}-0-0`]));
	};
	expect(await table.sit(run)).toMatchObject({ kind: 'finished' });
	expect(table.trainer.orders.filter(({ rows }) => rows !== null)).toHaveLength(1);
	expect(table.trainer.uploads).toEqual(new Set());
});

test('the file of a job that failed is deleted, and the next order brings its own', async () => {
	const { table, run } = await started();
	table.trainer.failing = 1;
	expect(await table.sit(run)).toMatchObject({ kind: 'paused', code: 'trainer/job-failed' });
	expect(table.trainer.uploads).toEqual(new Set());
	expect(await table.sit(run)).toMatchObject({ kind: 'finished' });
	expect(table.trainer.orders.map(({ clientRequestId }) => clientRequestId)).toEqual([
		`${run}-0-0`,
		`${run}-0-1`,
	]);
	expect(table.trainer.uploads).toEqual(new Set());
});

test('the file of a job whose student is gone is deleted with it', async () => {
	const { table, run } = await started();
	table.onFetch = () => {
		throw new AppError('student/no-space', 'the disk is full');
	};
	expect(await table.sit(run)).toMatchObject({ kind: 'paused' });
	table.trainer.loseStudents();
	table.onFetch = () => undefined;
	expect(await table.sit(run)).toMatchObject({ kind: 'finished' });
	expect(table.trainer.uploads).toEqual(new Set());
});

test('a file that can’t be deleted is said in the stream and keeps no run from its end', async () => {
	const { table, run } = await started();
	table.trainer.refusal = new AppError('trainer/refused', 'An unfinished job reads it');
	expect(await table.sit(run)).toMatchObject({ kind: 'finished' });
	expect(table.events.filter(({ kind }) => kind === 'failed')).toEqual([
		{
			kind: 'failed',
			code: 'trainer/refused',
			message: 'A training file stays at the trainer: An unfinished job reads it',
			about: run,
		},
	]);
});
