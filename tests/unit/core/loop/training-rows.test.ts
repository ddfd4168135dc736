import { describe, expect, test } from 'vitest';
import type { Answer } from '../../../../src/core/answer.ts';
import { RunBook } from '../../../../src/core/loop/run-book.ts';
import { trainingRows, type TrainingRows } from '../../../../src/core/loop/training-rows.ts';
import { recipeFrom, type Recipe } from '../../../../src/core/recipe.ts';
import { answerRow, generatedRow, runRow, seedRow } from '../../../fakes/rows.ts';

const SEEDS = Array.from({ length: 60 }, (_, order) => seedRow(order, { pool: 'train' }));
const [PARENT = seedRow(0)] = SEEDS;
const NEW = Array.from({ length: 30 }, (_, index) =>
	generatedRow(PARENT, index, { pool: 'train' }),
);

function recipeOf(training: Partial<Recipe['training']>): Recipe {
	const recipe = recipeFrom('practice', { seed: 1, baseId: 'base' });
	return { ...recipe, training: { ...recipe.training, ...training } };
}

function rowsOf(
	iteration: number,
	training: Partial<Recipe['training']>,
	{
		fresh = NEW,
		seed = 1,
		answers = {},
	}: { fresh?: typeof NEW; seed?: number; answers?: Record<string, Partial<Answer>> } = {},
): TrainingRows {
	const instructions = [...SEEDS, ...fresh];
	const book = new RunBook([runRow()], {
		instructions,
		answers: instructions.map(({ id }) => answerRow(id, 'teacher', answers[id])),
		verdicts: [],
		rejections: [],
		students: [],
		scores: [],
		stages: [],
		jobs: [],
		reports: [],
	});
	return trainingRows(book, { ...recipeOf(training), seed }, iteration);
}

function uses({ rows }: TrainingRows): Map<string, number> {
	const uses = new Map<string, number>();
	for (const { instruction } of rows) uses.set(instruction.id, (uses.get(instruction.id) ?? 0) + 1);
	return uses;
}

describe('with replay', () => {
	test('each epoch has N rows, a share r of them from earlier iterations', () => {
		const file = rowsOf(1, { replay: 1 / 3, epochs: 4 });
		expect(file.passes).toBe(1);
		expect(file.rows).toHaveLength(4 * 30);
		for (let epoch = 0; epoch < 4; epoch++) {
			const rows = file.rows.slice(30 * epoch, 30 * (epoch + 1));
			expect(rows.filter(({ instruction }) => instruction.iteration === 0)).toHaveLength(10);
		}
	});

	test('every new row is used, and none twice more often than another', () => {
		const counted = uses(rowsOf(1, { replay: 1 / 3, epochs: 4 }));
		// 4 epochs of 20 new rows out of 30: each two or three times.
		expect(new Set(NEW.map(({ id }) => counted.get(id)))).toEqual(new Set([2, 3]));
		// 4 epochs of 10 earlier rows out of 60: each at most once.
		expect(SEEDS.filter(({ id }) => counted.has(id))).toHaveLength(40);
	});

	test('the same seed deals the same rows, another seed others', () => {
		const ids = (seed: number) =>
			rowsOf(1, { replay: 1 / 3 }, { seed }).rows.map(({ instruction }) => instruction.id);
		expect(ids(1)).toEqual(ids(1));
		expect(ids(2)).not.toEqual(ids(1));
	});
});

describe('without replay', () => {
	test.each([
		['the seeds', 0, SEEDS, 1 / 3],
		['an iteration', 1, NEW, 0],
	] as const)('the trainer goes through %s once an epoch', (_, iteration, rows, replay) => {
		const file = rowsOf(iteration, { replay, epochs: 4 });
		expect(file.passes).toBe(4);
		expect(file.rows.map(({ instruction }) => instruction.id).sort()).toEqual(
			rows.map(({ id }) => id).sort(),
		);
	});
});

test('an iteration without new rows deals earlier ones, all of them before any twice', () => {
	const file = rowsOf(1, { rowsWithoutNew: 30, epochs: 4 }, { fresh: [] });
	expect(file.rows).toHaveLength(4 * 30);
	expect(new Set(uses(file).values())).toEqual(new Set([2]));
});

test('rows without an answer or with one that was cut off are counted and left out', () => {
	const [first, second] = NEW;
	const answers = {
		[first?.id ?? '']: { text: '' },
		[second?.id ?? '']: { finish: 'length' as const },
	};
	const file = rowsOf(1, { replay: 0 }, { answers });
	expect(file).toMatchObject({ unanswered: [first], cutOff: [second] });
	expect(file.rows).toHaveLength(28);
});
