/** What a list of instructions can be narrowed to and sorted by. */

export const PLACES = [
	'train',
	'cache',
	'held-out',
	'development',
	'set-aside',
	'deleted',
] as const;
export type Place = (typeof PLACES)[number];
export const DIFFICULTIES = ['hard', 'easy', 'unscored', 'not-judged'] as const;
export type Difficulty = (typeof DIFFICULTIES)[number];
export const ORIGINS = ['practice', 'imported', 'generated', 'edited', 'chat'] as const;
export type Origin = (typeof ORIGINS)[number];
export const SORT_KEYS = ['order', 'instruction', 'skill', 'from', 'difficulty'] as const;
export type SortKey = (typeof SORT_KEYS)[number];
export const FACETS = ['places', 'difficulties', 'from', 'origins', 'skills', 'tags'] as const;
export type Facet = (typeof FACETS)[number];
export type FacetValue = string | number;

/** An empty list narrows nothing, but that deleted rows are left out; several values of one facet are alternatives. */
export type PoolFilter = {
	readonly places: readonly Place[];
	readonly difficulties: readonly Difficulty[];
	/** Iterations that generated; 0: seeds. */
	readonly from: readonly number[];
	readonly origins: readonly Origin[];
	/** '' is the unknown skill. */
	readonly skills: readonly string[];
	/** '' is no tag. */
	readonly tags: readonly string[];
	/** Words that instruction and input must all contain; case does not matter. */
	readonly text: string;
	/** Difficulty in points, both ends included; null: no limit. With a limit only scored rows pass. */
	readonly least: number | null;
	readonly most: number | null;
	readonly sort: { readonly key: SortKey; readonly descending: boolean };
};

export const NO_FILTER: PoolFilter = {
	places: [],
	difficulties: [],
	from: [],
	origins: [],
	skills: [],
	tags: [],
	text: '',
	least: null,
	most: null,
	sort: { key: 'order', descending: false },
};

/** How many rows each value of a facet would show, the other facets as they are. */
export type FacetCounts = Readonly<Record<Facet, ReadonlyMap<FacetValue, number>>>;

/** Whether anything but deleted rows is left out of the list. */
export function isNarrowed(filter: PoolFilter): boolean {
	return (
		FACETS.some((facet) => filter[facet].length > 0) ||
		filter.text !== '' ||
		filter.least !== null ||
		filter.most !== null
	);
}

/** A text as it is searched: case and ways of writing the same letter don't matter. */
export function foldedText(text: string): string {
	return text.normalize('NFKC').toLowerCase();
}
