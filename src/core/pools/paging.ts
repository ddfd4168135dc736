/** Rows of a list in pages: what is asked for at once, and kept as one. */

/** Rows of a page: more than a screen shows. */
export const PAGE_ROWS = 50;

export function pageOf(row: number): number {
	return Math.floor(row / PAGE_ROWS);
}

/** The place of its first row. */
export function firstOf(page: number): number {
	return page * PAGE_ROWS;
}

/** The pages that hold rows from `first` to `last`, and the one on each side of them, within a list of `total` rows. */
export function pagesAround(first: number, last: number, total: number): readonly number[] {
	const end = Math.min(pageOf(last) + 1, pageOf(Math.max(0, total - 1)));
	const start = Math.max(0, pageOf(first) - 1);
	return Array.from({ length: Math.max(0, end - start + 1) }, (_, at) => start + at);
}
