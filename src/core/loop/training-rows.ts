/** The rows of a training file: new ones, and earlier ones replayed so that a small student doesn't forget. */
import type { Answer } from '../answer.ts';
import type { Message } from '../call.ts';
import type { Instruction } from '../instruction.ts';
import { studentMessages } from '../prompts/teacher-prompt.ts';
import { seededRandom, shuffled } from '../random.ts';
import type { Recipe } from '../recipe.ts';
import { trainPool } from './pools.ts';
import type { RunBook } from './run-book.ts';

export type TrainingRow = { readonly instruction: Instruction; readonly answer: Answer };
export type TrainingRows = {
	readonly rows: readonly TrainingRow[];
	/** Rows without an answer, or whose answer was cut off at its token limit: not trained on. */
	readonly unanswered: number;
	readonly cutOff: number;
};

/** The answer that counts as the teacher's: the file's for seeds if the recipe says so, else the teacher's own. */
export function referenceAnswer(
	book: RunBook,
	recipe: Recipe,
	row: Instruction,
): Answer | undefined {
	const fromFile =
		recipe.seedAnswers === 'file' && row.iteration === 0 ? book.answer(row.id, 'file') : undefined;
	return fromFile ?? book.answer(row.id, 'teacher');
}

/**
 * N rows for iteration k: (1 − r)·N of its Train Pool and r·N drawn by seed from all earlier Train Pools; N is the size of
 * the Train Pool, or `rowsWithoutNew` drawn from earlier pools where an iteration has no new ones.
 */
export function trainingRows(book: RunBook, recipe: Recipe, iteration: number): TrainingRows {
	const random = seededRandom(recipe.seed, 'training-rows', iteration);
	const current = answered(book, recipe, trainPool(book, recipe, iteration));
	const earlier: TrainingRow[] = [];
	for (let before = 0; before < iteration; before++)
		earlier.push(...answered(book, recipe, trainPool(book, recipe, before)).rows);
	const { replay, rowsWithoutNew } = recipe.training;
	if (current.rows.length === 0)
		return { ...current, rows: shuffled(random, earlier).slice(0, rowsWithoutNew) };
	const replayed = Math.min(earlier.length, Math.round(replay * current.rows.length));
	const rows = [
		...shuffled(random, current.rows).slice(0, current.rows.length - replayed),
		...shuffled(random, earlier).slice(0, replayed),
	];
	return { ...current, rows: shuffled(random, rows) };
}

function answered(book: RunBook, recipe: Recipe, pool: readonly Instruction[]): TrainingRows {
	const rows: TrainingRow[] = [];
	let [unanswered, cutOff] = [0, 0];
	for (const instruction of pool) {
		const answer = referenceAnswer(book, recipe, instruction);
		if (answer === undefined || answer.text === '') unanswered++;
		else if (answer.finish === 'stop') rows.push({ instruction, answer });
		else cutOff++;
	}
	return { rows, unanswered, cutOff };
}

/** One line of the chat format of fine-tuning files. */
export function conversationOf({ instruction, answer }: TrainingRow): readonly Message[] {
	return [...studentMessages(instruction), { role: 'assistant', content: answer.text }];
}
