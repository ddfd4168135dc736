/** Sizes of the pools and what is known of the Cache Pool, counted as rows come: a snapshot must not cost a scan of the pool. */
import { isHard } from '../difficulty.ts';
import type { InstructionId } from '../id.ts';
import { isDeleted, type Instruction } from '../instruction.ts';
import type { Recipe } from '../recipe.ts';
import type { Student } from '../student.ts';
import { VERDICT_ORDERS } from '../verdict.ts';
import { poolOf } from './pools.ts';
import type { RunBook } from './run-book.ts';

type Judgement = 'hard' | 'easy' | 'unscored' | 'waiting';

export class PoolCounts {
	readonly #book: RunBook;
	readonly #recipe: Recipe;
	readonly #train = new Map<number, number>();
	/** Rows of the Cache Pool, with what the newest student that could be scored on them says. */
	readonly #cache = new Map<InstructionId, Judgement>();
	readonly #known = new Set<InstructionId>();
	readonly #judged: Record<Judgement, number> = { hard: 0, easy: 0, unscored: 0, waiting: 0 };
	readonly #unnamed = new Set<InstructionId>();
	#heldOut = 0;
	#readInstructions = 0;
	#readVerdicts = 0;

	constructor(book: RunBook, recipe: Recipe) {
		this.#book = book;
		this.#recipe = recipe;
	}

	/** Takes in what the book has got since the last time. */
	update(): void {
		const { instructions, verdicts } = this.#book.journal;
		for (; this.#readInstructions < instructions.length; this.#readInstructions++) {
			const row = instructions[this.#readInstructions];
			if (row === undefined) continue;
			if (!this.#known.has(row.id)) this.#place(row);
			this.#noteName(row);
		}
		for (; this.#readVerdicts < verdicts.length; this.#readVerdicts++) {
			const id = verdicts[this.#readVerdicts]?.instructionId;
			if (id !== undefined && this.#cache.has(id)) this.#judge(id);
		}
	}

	/** Size of iteration k's Train Pool. */
	train(iteration: number): number {
		return this.#train.get(iteration) ?? 0;
	}

	get cache(): number {
		return this.#cache.size;
	}

	get heldOut(): number {
		return this.#heldOut;
	}

	/** Seeds without a skill. */
	get unnamed(): number {
		return this.#unnamed.size;
	}

	/** Rows of the Cache Pool by judgement; those whose verdicts are still to come are in none of them. */
	get judged(): { readonly hard: number; readonly easy: number; readonly unscored: number } {
		const { hard, easy, unscored } = this.#judged;
		return { hard, easy, unscored };
	}

	/** A seed comes anew when it is named. */
	#noteName(row: Instruction): void {
		if (row.runId === null && row.skill === null && !isDeleted(row)) this.#unnamed.add(row.id);
		else this.#unnamed.delete(row.id);
	}

	#place(row: Instruction): void {
		this.#known.add(row.id);
		if (row.split === 'heldOut' && !isDeleted(row)) this.#heldOut++;
		const pool = poolOf(row, this.#recipe);
		if (pool === 'train' || pool === 'both')
			this.#train.set(row.iteration, this.train(row.iteration) + 1);
		if (pool !== 'cache' && pool !== 'both') return;
		this.#cache.set(row.id, 'waiting');
		this.#judged.waiting++;
		this.#judge(row.id);
	}

	#judge(id: InstructionId): void {
		const before = this.#cache.get(id);
		const now = this.#judgementOf(id);
		if (before === undefined || before === now) return;
		this.#judged[before]--;
		this.#judged[now]++;
		this.#cache.set(id, now);
	}

	#judgementOf(id: InstructionId): Judgement {
		const students = this.#book.students().filter(({ iteration }) => iteration >= 0);
		const scores = students
			.map((student) => this.#book.pairScores(id, student))
			.findLast((found) => found !== undefined);
		if (scores !== undefined) return isHard(scores, this.#recipe.referee) ? 'hard' : 'easy';
		return students.some((student) => this.#isUnreadable(id, student)) ? 'unscored' : 'waiting';
	}

	#isUnreadable(id: InstructionId, student: Student): boolean {
		return VERDICT_ORDERS.some((order) => this.#book.verdict(id, student, order)?.scores === null);
	}
}
