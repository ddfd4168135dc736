/** A list of rows, narrowed and sorted, with the counts of every facet: one pass over the columns. */
import type { PoolColumns } from './columns.ts';
import { FACETS, foldedText, type FacetCounts, type PoolFilter } from './filter.ts';
import { Ordering } from './ordering.ts';

export type PoolView = {
	/** Slots of the rows that pass, in the filter's order. */
	readonly slots: Uint32Array;
	readonly counts: FacetCounts;
};
type Searched = { readonly text: string; readonly stamp: number; readonly passes: Uint8Array };

/** Whatever is searched first, every row may hold it. */
const NOT_SEARCHED: Searched = { text: '', stamp: -1, passes: new Uint8Array() };

export class PoolViews {
	readonly ordering: Ordering;
	readonly #columns: PoolColumns;
	#searched = NOT_SEARCHED;

	constructor(columns: PoolColumns) {
		this.#columns = columns;
		this.ordering = new Ordering(columns);
	}

	viewOf(filter: PoolFilter): PoolView {
		const { facets, isThere } = this.#columns;
		const isOther = this.#others(filter);
		const columns = FACETS.map((facet) => ({
			codes: facets[facet].codes,
			passes: facets[facet].passes(filter[facet]),
			counts: new Uint32Array(facets[facet].sets.length),
		}));
		if (filter.places.length === 0) leaveOutDeleted(facets.places.sets, columns[0]?.passes);
		const order = this.ordering.slots(filter.sort);
		const found = new Uint32Array(order.length);
		let size = 0;
		for (const slot of order) {
			if (isThere[slot] === 0 || !isOther(slot)) continue;
			const missed = missOf(columns, slot);
			if (missed === NONE) found[size++] = slot;
			if (missed !== SEVERAL) countIn(columns, slot, missed);
		}
		const counts = FACETS.map((facet, at) => [
			facet,
			facets[facet].byValue(columns[at]?.counts ?? new Uint32Array()),
		]);
		return { slots: found.slice(0, size), counts: Object.fromEntries(counts) as FacetCounts };
	}

	/** Whether a row passes what is no facet: the text and the range of difficulty. */
	#others({ text, least, most }: PoolFilter): (slot: number) => boolean {
		const { judgements } = this.#columns;
		const words = foldedText(text).split(/\s+/).filter(Boolean);
		const passes = words.length === 0 ? undefined : this.#search(text, words);
		const hasRange = least !== null || most !== null;
		return (slot) => {
			if (passes?.[slot] === 0) return false;
			if (!hasRange) return true;
			const difficulty = judgements.difficulty(slot);
			return difficulty >= (least ?? -Infinity) && difficulty <= (most ?? Infinity);
		};
	}

	/** By slot: 1 where the text holds every word. What goes on typing searches only in what was found. */
	#search(text: string, words: readonly string[]): Uint8Array {
		const { texts, version } = this.#columns;
		const before = this.#searched.stamp === version ? this.#searched : NOT_SEARCHED;
		if (before.text === text) return before.passes;
		const known = text.startsWith(before.text) ? before.passes : NOT_SEARCHED.passes;
		const passes = new Uint8Array(texts.length);
		for (let slot = 0; slot < texts.length; slot++) {
			if (known[slot] === 0) continue;
			const found = texts[slot] ?? '';
			passes[slot] = words.every((word) => found.includes(word)) ? 1 : 0;
		}
		this.#searched = { text, stamp: version, passes };
		return passes;
	}
}

type Counted = {
	readonly codes: Uint32Array;
	readonly passes: Uint8Array;
	readonly counts: Uint32Array;
};
const NONE = -1;
const SEVERAL = -2;

/** The place of the one facet whose choice the row misses. */
function missOf(columns: readonly Counted[], slot: number): number {
	let missed = NONE;
	for (let at = 0; at < columns.length; at++) {
		const { codes, passes } = columns[at] as Counted;
		if (passes[codes[slot] ?? 0] === 1) continue;
		if (missed !== NONE) return SEVERAL;
		missed = at;
	}
	return missed;
}

/** Counts a row in the facet that it misses, or in all of them when it misses none. */
function countIn(columns: readonly Counted[], slot: number, missed: number): void {
	for (let at = 0; at < columns.length; at++) {
		if (missed !== NONE && missed !== at) continue;
		const { codes, counts } = columns[at] as Counted;
		const code = codes[slot] ?? 0;
		counts[code] = (counts[code] ?? 0) + 1;
	}
}

function leaveOutDeleted(
	sets: readonly (readonly (string | number)[])[],
	passes: Uint8Array | undefined,
): void {
	const code = sets.findIndex(([place]) => place === 'deleted');
	if (code >= 0 && passes !== undefined) passes[code] = 0;
}
