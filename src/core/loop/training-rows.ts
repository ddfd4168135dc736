/** The rows of a training file: new ones, and earlier ones replayed so that a small student doesn't forget. */
import type { Answer } from '../answer.ts';
import type { Message } from '../call.ts';
import type { Instruction } from '../instruction.ts';
import { studentMessages } from '../prompts/teacher-prompt.ts';
import { seededRandom, shuffled, type Random } from '../random.ts';
import type { Recipe } from '../recipe.ts';
import { trainPool } from './pools.ts';
import type { RunBook } from './run-book.ts';

export type TrainingRow = { readonly instruction: Instruction; readonly answer: Answer };
export type TrainingRows = {
	/** In the order of the file; a row may stand in it more than once. */
	readonly rows: readonly TrainingRow[];
	/** How often the trainer goes through the file: the recipe's epochs, or 1 where the file lays them out one by one. */
	readonly passes: number;
	/** Not trained on: rows without an answer, and those whose answer was cut off at its token limit. */
	readonly unanswered: readonly Instruction[];
	readonly cutOff: readonly Instruction[];
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
 * An epoch of iteration k has N rows: (1 − r)·N of its Train Pool and r·N of all earlier ones, where N is the size of the
 * Train Pool; without new ones, `rowsWithoutNew` earlier ones. Each epoch deals anew and repeats no row before all were
 * dealt: the same rows in every epoch would leave r·N of the new ones, paid for, without a single use.
 */
export function trainingRows(book: RunBook, recipe: Recipe, iteration: number): TrainingRows {
	const random = seededRandom(recipe.seed, 'training-rows', iteration);
	const current = answered(book, recipe, trainPool(book, recipe, iteration));
	const earlier: TrainingRow[] = [];
	for (let before = 0; before < iteration; before++)
		earlier.push(...answered(book, recipe, trainPool(book, recipe, before)).rows);
	const { replay, rowsWithoutNew, epochs } = recipe.training;
	const total = current.rows.length;
	const wanted = total === 0 ? rowsWithoutNew : Math.round(replay * total);
	const replayed = Math.min(earlier.length, wanted);
	if (replayed === 0) return { ...current, rows: shuffled(random, current.rows), passes: epochs };
	const fresh = new Deck(current.rows, random);
	const old = new Deck(earlier, random);
	const rows = Array.from({ length: epochs }, () =>
		shuffled(random, [...fresh.deal(Math.max(0, total - replayed)), ...old.deal(replayed)]),
	).flat();
	return { ...current, rows, passes: 1 };
}

/** Deals rows in random order, all of them before any comes again. */
class Deck {
	readonly #rows: readonly TrainingRow[];
	readonly #random: Random;
	#left: TrainingRow[] = [];

	constructor(rows: readonly TrainingRow[], random: Random) {
		this.#rows = rows;
		this.#random = random;
	}

	deal(count: number): TrainingRow[] {
		const dealt: TrainingRow[] = [];
		while (dealt.length < count) {
			if (this.#left.length === 0) this.#left = shuffled(this.#random, this.#rows);
			dealt.push(...this.#left.splice(0, count - dealt.length));
		}
		return dealt;
	}
}

type Answered = Omit<TrainingRows, 'passes'>;

function answered(book: RunBook, recipe: Recipe, pool: readonly Instruction[]): Answered {
	const rows: TrainingRow[] = [];
	const unanswered: Instruction[] = [];
	const cutOff: Instruction[] = [];
	for (const instruction of pool) {
		const answer = referenceAnswer(book, recipe, instruction);
		if (answer === undefined || answer.text === '') unanswered.push(instruction);
		else if (answer.finish === 'stop') rows.push({ instruction, answer });
		else cutOff.push(instruction);
	}
	return { rows, unanswered, cutOff };
}

/** One line of the chat format of fine-tuning files. */
export function conversationOf({ instruction, answer }: TrainingRow): readonly Message[] {
	return [...studentMessages(instruction), { role: 'assistant', content: answer.text }];
}
