/** Which instructions are in which pool at an iteration. */
import { isDeleted, type Instruction, type Pool } from '../instruction.ts';
import { seededRandom } from '../random.ts';
import type { Recipe, SeedPools } from '../recipe.ts';
import type { RunBook } from './run-book.ts';

/** Rows in the order in which they were made: iteration, then row or candidate number. */
function inOrder(rows: Iterable<Instruction>): Instruction[] {
	return [...rows].sort((a, b) => a.iteration - b.iteration || a.order - b.order);
}

/**
 * The pool that the recipe gives a row. Imported seeds stand in both; with disjoint pools each goes to one by a draw of
 * the run's seed, in the proportion of new ones (at least a fifth to the Cache Pool); a new text stays where the old one was.
 * A deleted row is in none.
 */
export function poolOf(row: Instruction, recipe: Recipe): Pool | null {
	if (isDeleted(row)) return null;
	if (row.split !== 'pool' || row.pool !== 'both' || recipe.generation.cachePool === 'paper')
		return row.split === 'pool' ? row.pool : null;
	const { seed, cacheShare } = seedPoolsOf(recipe);
	// By its place in the file: ids differ from project to project, and the same file and recipe must make the same pools.
	return seededRandom(seed, 'pool', row.order)() < cacheShare ? 'cache' : 'train';
}

/** How the recipe deals seeds to disjoint pools; a run that branches off must keep it, or train on what it tests with. */
export function seedPoolsOf({ seed, seedPools, generation }: Recipe): SeedPools {
	const { newPerIteration, newCachePerIteration } = generation;
	const share = newCachePerIteration / Math.max(1, newPerIteration + newCachePerIteration);
	return seedPools ?? { seed, cacheShare: Math.max(0.2, share) };
}

/** The Train Pool of iteration k: the seeds for 0, later what iteration k generated (it replaces the earlier ones). */
export function trainPool(
	book: RunBook,
	recipe: Recipe,
	iteration: number,
): readonly Instruction[] {
	return inOrder(book.instructions.values()).filter((row) => {
		const pool = row.iteration === iteration ? poolOf(row, recipe) : null;
		return pool === 'train' || pool === 'both';
	});
}

/** The Cache Pool that iteration k tests the student on: seeds and all that earlier iterations added. */
export function cachePool(
	book: RunBook,
	recipe: Recipe,
	iteration: number,
): readonly Instruction[] {
	return inOrder(book.instructions.values()).filter((row) => {
		const pool = row.iteration < Math.max(1, iteration) ? poolOf(row, recipe) : null;
		return pool === 'cache' || pool === 'both';
	});
}

/** Rows kept for scoring: never trained on, never parents. */
export function evaluationSet(
	book: RunBook,
	set: 'heldOut' | 'development',
): readonly Instruction[] {
	return inOrder(book.instructions.values()).filter((row) => row.split === set && !isDeleted(row));
}
