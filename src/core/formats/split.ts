/** The held-out draw of an import: which rows are kept for scoring, which stand too close to them. */
import { taskText } from '../instruction.ts';
import { NoveltyIndex } from '../novelty/novelty-index.ts';
import { seededRandom, shuffled } from '../random.ts';

type Task = { readonly instruction: string; readonly input: string };
export type SplitRow<Row> = {
	readonly row: Row;
	readonly split: 'pool' | 'heldOut' | 'setAside';
	/** Of a row set aside: the held-out row that it is too close to, and how close. */
	readonly near: { readonly row: Row; readonly rougeL: number } | null;
};

/** 5 %, at least 100 and at most 500; of fewer than 400 rows a quarter. */
export function heldOutCount(rows: number): number {
	return rows < 400 ? Math.floor(rows / 4) : Math.min(500, Math.max(100, Math.round(rows * 0.05)));
}

/** Every row with its split, in the given order; the draw depends on `seed` and the rows alone. */
export function splitRows<Row extends Task>(
	rows: readonly Row[],
	seed: number,
	maxRougeL = 0.7,
): readonly SplitRow<Row>[] {
	const places = shuffled(
		seededRandom(seed, 'held-out'),
		rows.map((_, place) => place),
	);
	const heldOut = places.slice(0, heldOutCount(rows.length)).sort((a, b) => a - b);
	const isHeldOut = new Set(heldOut);
	const index = NoveltyIndex.of(
		heldOut.map((place) => taskText(rows[place] as Row)),
		{ threshold: maxRougeL, tokenizer: 'unicode' },
	);
	return rows.map((row, place): SplitRow<Row> => {
		if (isHeldOut.has(place)) return { row, split: 'heldOut', near: null };
		const near = index.nearest(taskText(row));
		const other = near === undefined ? undefined : rows[heldOut[near.id] ?? -1];
		return near === undefined || other === undefined
			? { row, split: 'pool', near: null }
			: { row, split: 'setAside', near: { row: other, rougeL: near.rougeL } };
	});
}

/** The first of each exact instruction and input, and how many repeats were folded into them. */
export function withoutDuplicates<Row extends Task>(
	rows: readonly Row[],
): { readonly rows: readonly Row[]; readonly duplicates: number } {
	const first = new Map<string, Row>();
	for (const row of rows) {
		const key = JSON.stringify([row.instruction, row.input]);
		if (!first.has(key)) first.set(key, row);
	}
	return { rows: [...first.values()], duplicates: rows.length - first.size };
}
