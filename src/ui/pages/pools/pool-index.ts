/** The rows of the pools, prepared once so that narrowing, counting and sorting 100,000 of them takes no wait. */
import type { PoolRow } from '../../../app/ports.ts';
import { taskText, type Instruction } from '../../../core/instruction.ts';
import type { Difficulty, Facet, Place, PoolFilter, SortKey } from './pool-filter.ts';

export type IndexedRow = {
	readonly row: PoolRow;
	/** Number of the row in the project as it came, from 1. */
	readonly number: number;
	/** `both` pools are two places. */
	readonly places: readonly Place[];
	readonly difficulty: Difficulty;
	readonly from: number;
	/** '' where unknown. */
	readonly skill: string;
	/** Lower-case text of instruction and input. */
	readonly text: string;
};
export type FacetCounts = Readonly<Record<Facet, ReadonlyMap<string | number, number>>>;
export type PoolView = {
	readonly rows: readonly IndexedRow[];
	/** How many rows each value of a facet would show, the other facets as they are. */
	readonly counts: FacetCounts;
};

/** Prepares rows for `viewOf`; hard is difficulty ≥ `threshold` points. */
export function indexRows(rows: readonly PoolRow[], threshold: number): IndexedRow[] {
	return rows.map((row, index) => ({
		row,
		number: index + 1,
		places: placesOf(row.instruction),
		difficulty: difficultyName(row, threshold),
		from: row.instruction.iteration,
		skill: row.instruction.skill ?? '',
		text: taskText(row.instruction).toLowerCase(),
	}));
}

/** The rows that pass the filter, sorted, with the counts of every facet. */
export function viewOf(rows: readonly IndexedRow[], filter: PoolFilter): PoolView {
	const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
	const counts = {
		places: new Map<string | number, number>(),
		difficulties: new Map<string | number, number>(),
		from: new Map<string | number, number>(),
		skills: new Map<string | number, number>(),
	};
	const passed: IndexedRow[] = [];
	for (const row of rows) {
		// A value that narrows to nothing is shown with 0, not left out.
		for (const facet of FACETS) count(counts[facet], valuesOf(row, facet), 0);
		if (!words.every((word) => row.text.includes(word))) continue;
		const misses = FACETS.filter((facet) => !passes(row, filter, facet));
		if (misses.length === 0) passed.push(row);
		for (const facet of FACETS)
			if (misses.every((missed) => missed === facet)) count(counts[facet], valuesOf(row, facet), 1);
	}
	return { rows: sorted(passed, filter), counts };
}

const FACETS: readonly Facet[] = ['places', 'difficulties', 'from', 'skills'];

/** What a row is for a facet; being in both pools are two values. */
function valuesOf(row: IndexedRow, facet: Facet): readonly (string | number)[] {
	switch (facet) {
		case 'places':
			return row.places;
		case 'difficulties':
			return [row.difficulty];
		case 'from':
			return [row.from];
		case 'skills':
			return [row.skill];
	}
}

function passes(row: IndexedRow, filter: PoolFilter, facet: Facet): boolean {
	const wanted: readonly (string | number)[] = filter[facet];
	return wanted.length === 0 || valuesOf(row, facet).some((value) => wanted.includes(value));
}

function count(
	counts: Map<string | number, number>,
	values: readonly (string | number)[],
	by: 0 | 1,
): void {
	for (const value of values) counts.set(value, (counts.get(value) ?? 0) + by);
}

function sorted(rows: readonly IndexedRow[], { sort }: PoolFilter): readonly IndexedRow[] {
	if (sort.key === 'order') return sort.descending ? [...rows].reverse() : rows;
	const compare = COMPARE[sort.key];
	const direction = sort.descending ? -1 : 1;
	return [...rows].sort(
		(one, other) => direction * compare(one, other) || one.number - other.number,
	);
}

const collator = new Intl.Collator('en', { numeric: true });
/** Of two rows the smaller first; rows without a difficulty are below every number. */
const COMPARE: Readonly<
	Record<Exclude<SortKey, 'order'>, (one: IndexedRow, other: IndexedRow) => number>
> = {
	instruction: (one, other) => collator.compare(one.text, other.text),
	skill: (one, other) => collator.compare(one.skill, other.skill),
	from: (one, other) => one.from - other.from,
	difficulty: (one, other) =>
		(one.row.difficulty ?? -Infinity) === (other.row.difficulty ?? -Infinity)
			? 0
			: (one.row.difficulty ?? -Infinity) - (other.row.difficulty ?? -Infinity),
};

function placesOf({ split, pool }: Instruction): readonly Place[] {
	switch (split) {
		case 'heldOut':
			return ['held-out'];
		case 'development':
			return ['development'];
		case 'setAside':
			return ['set-aside'];
		case 'pool':
			return pool === 'both' ? ['train', 'cache'] : [pool ?? 'train'];
	}
}

function difficultyName({ difficulty, judged }: PoolRow, threshold: number): Difficulty {
	if (judged === null) return 'not-judged';
	if (difficulty === null) return 'unscored';
	return difficulty >= threshold ? 'hard' : 'easy';
}
