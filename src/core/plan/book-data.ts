/** What a plan needs to know of the seeds, from the rows of a run. */
import { taskText } from '../instruction.ts';
import { cachePool, evaluationSet, trainPool } from '../loop/pools.ts';
import type { RunBook } from '../loop/run-book.ts';
import type { Recipe } from '../recipe.ts';
import type { PlanData } from './work.ts';

export const CHARS_A_TOKEN = 4;

export function planDataOf(book: RunBook, recipe: Recipe): PlanData {
	let [answered, unnamed, answers, answerChars] = [0, 0, 0, 0];
	const [train, cache] = [trainPool(book, recipe, 0), cachePool(book, recipe, 1)];
	const heldOut = evaluationSet(book, 'heldOut');
	const used = new Set([...train, ...cache, ...heldOut]);
	for (const { runId, skill, deletedAt } of book.instructions.values())
		if (runId === null && skill === null && deletedAt === undefined) unnamed++;
	let taskChars = 0;
	for (const row of used) {
		taskChars += taskText(row).length;
		const fromFile = book.answer(row.id, 'file');
		if (fromFile !== undefined) answered++;
		const answer = book.answer(row.id, 'teacher') ?? fromFile;
		if (answer === undefined) continue;
		answers++;
		answerChars += answer.text.length;
	}
	const task = taskChars / Math.max(1, used.size);
	return {
		...{ train: train.length, cache: cache.length, heldOut: heldOut.length, answered, unnamed },
		taskTokens: task / CHARS_A_TOKEN,
		answerTokens: (answers === 0 ? task : answerChars / answers) / CHARS_A_TOKEN,
	};
}
