/** The held-out rows of an import: how many, which, and what stands too close to them. */
import { taskText } from '../instruction.ts';
import { NoveltyIndex } from '../novelty/novelty-index.ts';
import { seededRandom, shuffled } from '../random.ts';

type Task = { readonly row: number; readonly instruction: string; readonly input: string };

/** `usual`: 5 %, at least 100 and at most 500; of fewer than 400 rows a quarter. `share`: 0–1 of all. */
export type HeldOutDraw =
	{ readonly kind: 'usual' } | { readonly kind: 'share'; readonly share: number };

/** Of fewer usable rows than this the usual draw takes a quarter. */
const FEW_ROWS = 400;

/** Whether the usual draw takes a quarter of so many usable rows, or as good as that. */
export function isQuarterHeldOut(rows: number): boolean {
	return rows <= FEW_ROWS;
}

function heldOutCount(rows: number, draw: HeldOutDraw = { kind: 'usual' }): number {
	if (draw.kind === 'share') return Math.min(rows, Math.round(rows * draw.share));
	return rows < FEW_ROWS
		? Math.floor(rows / 4)
		: Math.min(500, Math.max(100, Math.round(rows * 0.05)));
}

/** Which of the rows, named by their numbers, are held out; depends on `seed`, `draw` and how many there are. */
export function drawHeldOut(
	rows: readonly number[],
	seed: number,
	draw: HeldOutDraw,
): ReadonlySet<number> {
	const drawn = shuffled(seededRandom(seed, 'held-out'), rows);
	return new Set(drawn.slice(0, heldOutCount(rows.length, draw)));
}

/** Rows that a held-out row is too close to are set aside: trained on, they would tell its answer. */
export class HeldOutNeighbours {
	readonly #rows: readonly number[];
	readonly #index: NoveltyIndex;

	constructor(heldOut: readonly Task[], maxRougeL = 0.7) {
		this.#rows = heldOut.map(({ row }) => row);
		this.#index = NoveltyIndex.of(heldOut.map(taskText), {
			threshold: maxRougeL,
			tokenizer: 'unicode',
		});
	}

	/** The number of a held-out row whose ROUGE-L with this task is above the threshold, and how high; null: none is. */
	of(task: Omit<Task, 'row'>): { readonly row: number; readonly rougeL: number } | null {
		const near = this.#index.nearest(taskText(task));
		const row = near === undefined ? undefined : this.#rows[near.id];
		return near === undefined || row === undefined ? null : { row, rougeL: near.rougeL };
	}
}
