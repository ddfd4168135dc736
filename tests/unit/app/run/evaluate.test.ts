import { expect, test } from 'vitest';
import { studentIdOf } from '../../../../src/core/id.ts';
import { evaluationSet } from '../../../../src/core/loop/pools.ts';
import { RunTable } from '../../../fakes/run-table.ts';

const SIZES = { train: 60, cache: 20, heldOutPerSkill: 1, developmentPerSkill: 1 };

async function finishedTable() {
	const table = new RunTable();
	const run = await table.createPractice({ sizes: SIZES, recipe: { iterations: 0 } });
	expect(await table.sit(run)).toMatchObject({ kind: 'finished' });
	const state = (await table.store.run(run))?.state;
	return { table, run, state };
}
const scoresOn = async ({ table, run }: Awaited<ReturnType<typeof finishedTable>>) =>
	[...(await table.book(run)).scores.values()]
		.filter(({ set }) => set === 'development')
		.sort((one, other) => one.iteration - other.iteration);

test('a student is scored on another set, and the run stays as it was', async () => {
	const finished = await finishedTable();
	const asked = finished.table.asked;
	await finished.table.evaluate(finished.run, 0, 'development');
	expect(
		(await scoresOn(finished)).map(({ iteration, n, unscored }) => [iteration, n, unscored]),
	).toEqual([[0, 53, 0]]);
	// The teacher answers each row once, the referee reads each pair in both orders; of equal answers both are one request.
	const book = await finished.table.book(finished.run);
	const equal = evaluationSet(book, 'development').filter(
		({ id }) =>
			book.answer(id, studentIdOf(finished.run, 0))?.text === book.answer(id, 'teacher')?.text,
	);
	expect(finished.table.asked - asked).toBe(3 * 53 - equal.length);
	expect((await finished.table.store.run(finished.run))?.state).toEqual(finished.state);
});

test('evaluating it again asks nothing', async () => {
	const finished = await finishedTable();
	await finished.table.evaluate(finished.run, 0, 'development');
	const asked = finished.table.asked;
	await finished.table.evaluate(finished.run, 0, 'development');
	expect(finished.table.asked).toBe(asked);
});

test('the gain of the next student is set right when the one before is scored after it', async () => {
	const finished = await finishedTable();
	await finished.table.evaluate(finished.run, 0, 'development');
	expect((await scoresOn(finished))[0]?.gain).toBeNull();
	await finished.table.evaluate(finished.run, -1, 'development');
	const scores = await scoresOn(finished);
	const [base = Number.NaN, first = Number.NaN] = scores.map(({ relative }) => relative?.value);
	const gains = scores.map(({ gain }) => gain?.value);
	expect(gains).toEqual([undefined, expect.closeTo(first - base, 9)]);
});
