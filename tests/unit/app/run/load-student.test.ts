import { describe, expect, test } from 'vitest';
import { studentIdOf, type RunId } from '../../../../src/core/id.ts';
import { scoreId } from '../../../../src/core/run.ts';
import { RunTable } from '../../../fakes/run-table.ts';

async function finished(): Promise<{ table: RunTable; run: RunId }> {
	const table = new RunTable();
	const run = await table.createPractice({
		sizes: { train: 60, cache: 20, heldOutPerSkill: 1, developmentPerSkill: 1 },
		recipe: { iterations: 0 },
	});
	expect(await table.sit(run)).toMatchObject({ kind: 'finished' });
	return { table, run };
}

/** A finished run whose student-0 was deleted from this browser. */
async function withoutWeights(): ReturnType<typeof finished> {
	const made = await finished();
	made.table.loseWeights(made.run, 0);
	return made;
}

async function developmentScore({ table, run }: Awaited<ReturnType<typeof finished>>) {
	await table.evaluate(run, 0, 'development');
	return (await table.book(run)).scores.get(scoreId(studentIdOf(run, 0), 'development'));
}

describe('a run whose student’s weights were deleted', () => {
	test('fetches them again from the trainer, and the student answers as before', async () => {
		const fetching = await withoutWeights();
		const score = await developmentScore(fetching);
		expect(score).toMatchObject({ n: 53, unscored: 0 });
		expect(score).toEqual(await developmentScore(await finished()));
		expect(fetching.table.trainer.orders).toHaveLength(1);
	});

	test('waits for a trainer that is away', async () => {
		const { table, run } = await withoutWeights();
		table.trainer.away = 3;
		await table.evaluate(run, 0, 'development');
		expect(table.events.filter((event) => event.kind === 'failed')).toHaveLength(3);
	});

	test.each(['loseJobs', 'loseStudents'] as const)(
		'says what can be done when the trainer has done %s, and leaves the student’s row',
		async (lose) => {
			const { table, run } = await withoutWeights();
			table.trainer[lose]();
			const loading = table.evaluate(run, 0, 'development');
			await expect(loading).rejects.toMatchObject({
				code: 'student/gone',
				message: expect.stringContaining('a project file that holds them') as string,
			});
			expect((await table.book(run)).student(0)).toBeDefined();
		},
	);

	test('keeps no copy that fails its self-test again', async () => {
		const { table, run } = await withoutWeights();
		table.selfTest = table.selfTest.replace('"greedy_ids":[1]', '"greedy_ids":[2]');
		await expect(table.evaluate(run, 0, 'development')).rejects.toMatchObject({
			code: 'student/self-test-failed',
		});
		expect(table.taught.has(`${run}/student/0`)).toBe(false);
	});
});
