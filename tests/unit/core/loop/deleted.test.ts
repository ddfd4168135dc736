import { expect, test } from 'vitest';
import { RunBook } from '../../../../src/core/loop/run-book.ts';
import { PoolCounts } from '../../../../src/core/loop/pool-counts.ts';
import { cachePool, evaluationSet, poolOf, trainPool } from '../../../../src/core/loop/pools.ts';
import { editedId } from '../../../../src/core/id.ts';
import { planText } from '../../../../src/core/pools/edit.ts';
import { answerRow, runRow, seedRow } from '../../../fakes/rows.ts';

const run = runRow();
const { recipe: practice } = run;
const recipe: typeof practice = {
	...practice,
	generation: { ...practice.generation, cachePool: 'paper' },
};
const old = seedRow(1);
const { row: edited } = planText(
	old,
	{ instruction: 'new', input: '', id: editedId(old.id, 1) },
	9,
);
const book = new RunBook([run], {
	instructions: [
		seedRow(0, { deletedAt: 9 }),
		{ ...old, deletedAt: 9 },
		edited,
		seedRow(2, { split: 'heldOut', pool: null, deletedAt: 9 }),
		seedRow(3, { split: 'heldOut', pool: null }),
	],
	answers: [answerRow(old.id)],
	verdicts: [],
	rejections: [],
	students: [],
	scores: [],
	stages: [],
	jobs: [],
	reports: [],
});

test('a deleted row is in no pool and in no set, and in no count of them', () => {
	expect(trainPool(book, recipe, 0)).toEqual([edited]);
	expect(cachePool(book, recipe, 1)).toEqual([edited]);
	expect(evaluationSet(book, 'heldOut').map(({ order }) => order)).toEqual([3]);
	const counts = new PoolCounts(book, recipe);
	counts.update();
	expect([counts.train(0), counts.cache, counts.heldOut]).toEqual([1, 1, 1]);
});

test('a new text has no answer yet; the old text keeps the one that was given to it', () => {
	expect(book.answer(edited.id, 'teacher')).toBeUndefined();
	expect(book.answer(old.id, 'teacher')).toBeDefined();
	expect(book.instructions.get(old.id)?.deletedAt).toBe(9);
});

test('with disjoint pools a new text stays in the pool of the old one', () => {
	const disjoint: typeof practice = {
		...practice,
		generation: { ...practice.generation, cachePool: 'disjoint' },
	};
	for (let order = 0; order < 40; order++) {
		const before = seedRow(order);
		const id = editedId(before.id, 1);
		const after = planText(before, { instruction: 'new', input: '', id }, 9).row;
		expect(poolOf(after, disjoint)).toBe(poolOf(before, disjoint));
	}
});
