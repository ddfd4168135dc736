import { describe, expect, test } from 'vitest';
import { forkRun, extendRun, type PracticePlan } from '../../../../src/app/projects.ts';
import type { RunId } from '../../../../src/core/id.ts';
import { taskText } from '../../../../src/core/instruction.ts';
import { cachePool, evaluationSet, trainPool } from '../../../../src/core/loop/pools.ts';
import type { RunBook } from '../../../../src/core/loop/run-book.ts';
import { recipeFrom, type Recipe } from '../../../../src/core/recipe.ts';
import { RunTable } from '../../../fakes/run-table.ts';

const RECIPE = recipeFrom('practice', { seed: 1, baseId: 'base' });
const small = (
	generation: Partial<Recipe['generation']> = {},
	more: Partial<Recipe> = {},
): Partial<PracticePlan> => ({
	sizes: { train: 120, cache: 60, heldOutPerSkill: 1, developmentPerSkill: 1 },
	recipe: {
		iterations: 2,
		generation: {
			...RECIPE.generation,
			newPerIteration: 40,
			newCachePerIteration: 16,
			...generation,
		},
		...more,
	},
});

/** What replies and recipe decide: the pools, in order. */
const poolsOf = (book: RunBook) =>
	[...book.instructions.values()]
		.filter((row) => row.runId !== null)
		.sort((a, b) => a.iteration - b.iteration || a.order - b.order)
		.map((row) => [row.iteration, row.order, row.operator, row.pool, taskText(row)]);

async function finished(table: RunTable, run: RunId): Promise<RunBook> {
	expect(await table.sit(run)).toMatchObject({ kind: 'finished' });
	return table.book(run);
}

describe('a run', () => {
	test('makes student-0 to student-n, scores each on the held-out set, and the last beats the base', async () => {
		const table = new RunTable();
		const book = await finished(table, await table.createPractice(small()));
		expect(book.students().map(({ iteration }) => iteration)).toEqual([-1, 0, 1, 2]);
		const scores = [...book.scores.values()].sort((a, b) => a.iteration - b.iteration);
		expect(scores.map(({ n }) => n)).toEqual([53, 53, 53, 53]);
		const [base, , , last] = scores.map(({ relative }) => relative?.value ?? 0);
		expect(last).toBeGreaterThan((base ?? 0) + 5);
		expect(table.trainer.orders.map(({ rows }) => rows?.length)).toEqual([120, 4 * 40, 4 * 40]);
		expect(table.trainer.orders.map(({ hyperparameters }) => hyperparameters['n_epochs'])).toEqual([
			4, 1, 1,
		]);
	});

	test('orders no longer a context than the base has, since the trainer would refuse it after all was paid', async () => {
		const table = new RunTable();
		const training = { ...RECIPE.training, contextTokens: 1024 };
		await finished(table, await table.createPractice(small({}, { iterations: 1, training })));
		expect(
			table.trainer.orders.map(({ hyperparameters }) => hyperparameters['context_length']),
		).toEqual([512, 512]);
	});

	test.each([
		['full', false],
		['lora', true],
	] as const)('of method %s orders every job so', async (method, lora) => {
		const table = new RunTable();
		const training = { ...RECIPE.training, method };
		await finished(table, await table.createPractice(small({}, { iterations: 1, training })));
		expect(table.trainer.orders.map(({ hyperparameters }) => hyperparameters['lora'])).toEqual([
			lora,
			lora,
		]);
	});

	test('trains on a third of earlier rows, never on a held-out one', async () => {
		const table = new RunTable();
		const book = await finished(table, await table.createPractice(small()));
		const heldOut = new Set(evaluationSet(book, 'heldOut').map(taskText));
		const seeds = new Set(trainPool(book, RECIPE, 0).map(taskText));
		const rows = (table.trainer.orders[1]?.rows ?? []).map(
			({ messages }) => messages[0]?.content ?? '',
		);
		expect(rows.filter((text) => seeds.has(text))).toHaveLength(4 * 13);
		for (const order of table.trainer.orders)
			for (const { messages } of order.rows ?? [])
				expect(heldOut.has(messages[0]?.content ?? '')).toBe(false);
	});

	test('splits new instructions between disjoint pools, or puts them in both as the paper does', async () => {
		const disjoint = new RunTable();
		const one = await finished(disjoint, await disjoint.createPractice(small()));
		expect(trainPool(one, RECIPE, 1)).toHaveLength(40);
		expect(cachePool(one, RECIPE, 2)).toHaveLength(60 + 16);
		const paper = new RunTable();
		const run = await paper.createPractice(small({ cachePool: 'paper' }));
		const both = await finished(paper, run);
		const { recipe } = small({ cachePool: 'paper' });
		const asPaper = { ...RECIPE, ...recipe };
		expect(trainPool(both, asPaper, 1).map(({ id }) => id)).toEqual(
			cachePool(both, asPaper, 2)
				.slice(60)
				.map(({ id }) => id),
		);
	});

	test('asks for exactly what is missing: no reply is paid for beyond the quota', async () => {
		const table = new RunTable();
		const book = await finished(table, await table.createPractice(small()));
		const report = [...book.reports.values()].find(({ iteration }) => iteration === 1);
		expect(report?.accepted).toEqual({ hard: 28, easy: 28 });
		const asked = [...table.ledger.calls.values()].filter(({ role }) => role === 'generator');
		const rejected = [...book.rejections.values()].length;
		expect(asked.length).toBe(2 * 56 + rejected);
	});

	test('without new instructions trains on earlier rows', async () => {
		const table = new RunTable();
		const training = { ...RECIPE.training, rowsWithoutNew: 30 };
		await finished(table, await table.createPractice(small({ newPerIteration: 0 }, { training })));
		expect(table.trainer.orders.map(({ rows }) => rows?.length)).toEqual([120, 4 * 30, 4 * 30]);
	});

	test.each([
		['the paper’s', 'paper'],
		['a learnable', 'learnable'],
		['a random', 'random'],
	] as const)('with %s targeting draws every parent from the Cache Pool', async (_, targeting) => {
		const table = new RunTable();
		const book = await finished(table, await table.createPractice(small({ targeting })));
		const parents = new Set(cachePool(book, RECIPE, 2).map(({ id }) => id));
		for (const row of book.instructions.values())
			if (row.parentId !== null) expect(parents.has(row.parentId)).toBe(true);
	});
});

describe('a run that is interrupted', () => {
	test('makes the same pools as one that isn’t, and asks nothing twice', async () => {
		const whole = new RunTable();
		const wholeRun = await whole.createPractice(small());
		const wanted = poolsOf(await finished(whole, wholeRun));
		for (const pauseAfter of [1, 37, 150, 333]) {
			const table = new RunTable();
			const run = await table.createPractice(small());
			let sittings = 0;
			while ((await table.sit(run, { pauseAfter })).kind === 'paused') sittings++;
			expect(sittings).toBeGreaterThan(0);
			expect(poolsOf(await table.book(run))).toEqual(wanted);
			expect(table.asked).toBe(whole.asked);
			if (pauseAfter === 1) expect(sittings).toBeGreaterThan(20);
		}
	});

	test('can be carried out stage by stage', async () => {
		const table = new RunTable();
		const run = await table.createPractice(small());
		const first = await table.sit(run, { oneStage: true });
		expect(first).toMatchObject({ kind: 'paused', by: 'step' });
		expect([...(await table.book(run)).stages.values()].map(({ stage }) => stage)).toEqual([
			'prepare',
		]);
	});

	test('waits for a trainer that is away, and orders again what it forgot', async () => {
		const table = new RunTable();
		const run = await table.createPractice(small());
		table.trainer.away = 5;
		await finished(table, run);
		expect(table.trainer.orders).toHaveLength(3);
		expect(table.events.filter((event) => event.kind === 'failed')).not.toHaveLength(0);
	});
});

describe('a finished run', () => {
	test('can be given more iterations', async () => {
		const table = new RunTable();
		const run = await table.createPractice(small());
		await finished(table, run);
		await extendRun({ store: table.store, clock: () => 1, newId: () => 'x' }, run, 1);
		const book = await finished(table, run);
		expect(book.students().at(-1)?.iteration).toBe(3);
	});

	test('that is taken up at iteration k with another seed keeps what came before and draws anew after it', async () => {
		const table = new RunTable();
		const run = await table.createPractice(small());
		const before = poolsOf(await finished(table, run));
		const parent = await table.store.run(run);
		if (parent === undefined) throw new Error('expected the run');
		const world = { store: table.store, clock: () => 1, newId: () => 'fork' };
		const recipe = { ...parent.recipe, seed: 2 };
		const fork = await forkRun(world, run, { iteration: 1, recipe });
		expect((await table.store.run(fork))?.name).toBe('seed 1, paper, from iteration 1, seed 2');
		const after = poolsOf(await finished(table, fork));
		const of = (pools: typeof before, iteration: number) =>
			pools.filter(([made]) => made === iteration);
		expect(of(after, 1)).toEqual(of(before, 1));
		expect(of(after, 2)).toHaveLength(of(before, 2).length);
		expect(of(after, 2)).not.toEqual(of(before, 2));
	});

	test('can be taken up again at iteration k as a new run, paying nothing for what it takes over', async () => {
		const table = new RunTable();
		const run = await table.createPractice(small());
		await finished(table, run);
		const asked = table.asked;
		const world = { store: table.store, clock: () => 1, newId: () => 'fork' };
		const fork = await forkRun(world, run, { iteration: 1 });
		const book = await finished(table, fork);
		expect(table.asked).toBe(asked);
		expect(book.students().map(({ runId }) => runId)).toEqual([run, run, run, fork]);
		expect(poolsOf(book).map((row) => row.slice(1))).toEqual(
			poolsOf(await table.book(run)).map((row) => row.slice(1)),
		);
	});
});
