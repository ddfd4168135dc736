/** The texts that a new instruction must differ from: all that there are, and those only scored on by more. */
import { taskText, type Instruction } from '../../core/instruction.ts';
import { NoveltyIndex } from '../../core/novelty/novelty-index.ts';
import type { Recipe } from '../../core/recipe.ts';
import type { Rejection } from '../../core/run.ts';

/** A row that is only scored on is never nearer than this to one that is trained on, whatever the recipe allows. */
const MOST_NEAR_SCORED = 0.7;

type Shelf = { readonly index: NoveltyIndex; readonly ids: string[] };

export class KnownTexts {
	readonly #all: Shelf;
	/** Held-out and development rows, where `#all` would let nearer ones pass. */
	readonly #scored: Shelf | null;

	constructor(rows: readonly Instruction[], { maxRougeL, asciiFirst }: Recipe['generation']) {
		const shelfOf = (shelved: readonly Instruction[], threshold: number): Shelf => ({
			index: NoveltyIndex.of(shelved.map(taskText), {
				threshold,
				tokenizer: asciiFirst ? 'paper' : 'unicode',
			}),
			ids: shelved.map(({ id }) => id),
		});
		const scored = rows.filter(({ split }) => split === 'heldOut' || split === 'development');
		this.#all = shelfOf(rows, maxRougeL);
		this.#scored = maxRougeL > MOST_NEAR_SCORED ? shelfOf(scored, MOST_NEAR_SCORED) : null;
	}

	add(row: Instruction): void {
		this.#all.ids[this.#all.index.add(taskText(row))] = row.id;
	}

	/** The one that the text is too near to; null: it is new. */
	nearest(text: string): Rejection['nearest'] {
		return nearestOn(this.#all, text) ?? (this.#scored && nearestOn(this.#scored, text));
	}
}

function nearestOn({ index, ids }: Shelf, text: string): Rejection['nearest'] {
	const near = index.nearest(text);
	return near === undefined ? null : { id: ids[near.id] ?? '', rougeL: near.rougeL };
}
