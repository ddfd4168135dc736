/** What the Pools page is narrowed to, and how its address says so. */

export const PLACES = ['train', 'cache', 'held-out', 'development', 'set-aside'] as const;
export type Place = (typeof PLACES)[number];
export const DIFFICULTIES = ['hard', 'easy', 'unscored', 'not-judged'] as const;
export type Difficulty = (typeof DIFFICULTIES)[number];
export const SORT_KEYS = ['order', 'instruction', 'skill', 'from', 'difficulty'] as const;
export type SortKey = (typeof SORT_KEYS)[number];

/** An empty list narrows nothing; several values of one facet are alternatives. */
export type PoolFilter = {
	readonly places: readonly Place[];
	readonly difficulties: readonly Difficulty[];
	/** Iterations that generated; 0: seeds. */
	readonly from: readonly number[];
	/** '' is the unknown skill. */
	readonly skills: readonly string[];
	/** Words that instruction and input must all contain; case does not matter. */
	readonly text: string;
	readonly sort: { readonly key: SortKey; readonly descending: boolean };
};
export type Facet = 'places' | 'difficulties' | 'from' | 'skills';

export const NO_FILTER: PoolFilter = {
	places: [],
	difficulties: [],
	from: [],
	skills: [],
	text: '',
	sort: { key: 'order', descending: false },
};

/** Reads a filter from search params; what is not known is left out. */
export function filterFrom(params: URLSearchParams): PoolFilter {
	const sort = params.get('sort') ?? '';
	const key = SORT_KEYS.find((known) => known === sort.replace(/^-/, ''));
	return {
		places: known(params.getAll('in'), PLACES),
		difficulties: known(params.getAll('difficulty'), DIFFICULTIES),
		from: params.getAll('from').map(Number).filter(Number.isInteger),
		skills: params.getAll('skill'),
		text: params.get('q') ?? '',
		sort: key === undefined ? NO_FILTER.sort : { key, descending: sort.startsWith('-') },
	};
}

/** The search params of a filter: nothing for what narrows nothing. Read back they give the same filter. */
export function paramsOf(filter: PoolFilter): [name: string, value: string][] {
	const { places, difficulties, from, skills, text, sort } = filter;
	const params: [string, string][] = [
		...places.map((place): [string, string] => ['in', place]),
		...difficulties.map((difficulty): [string, string] => ['difficulty', difficulty]),
		...from.map((iteration): [string, string] => ['from', String(iteration)]),
		...skills.map((skill): [string, string] => ['skill', skill]),
	];
	if (text !== '') params.push(['q', text]);
	if (sort.key !== NO_FILTER.sort.key || sort.descending)
		params.push(['sort', (sort.descending ? '-' : '') + sort.key]);
	return params;
}

/** Whether anything is left out of the list. */
export function isNarrowed({ places, difficulties, from, skills, text }: PoolFilter): boolean {
	return places.length + difficulties.length + from.length + skills.length > 0 || text !== '';
}

/** The filter with `value` of a facet added, or taken off where it was there. */
export function toggled(filter: PoolFilter, facet: Facet, value: string | number): PoolFilter {
	const now: readonly (string | number)[] = filter[facet];
	const next = now.includes(value) ? now.filter((one) => one !== value) : [...now, value];
	return { ...filter, [facet]: next };
}

/** Sorts by `key`; the same key again turns the direction. Difficulty begins with the hardest. */
export function sortedBy(filter: PoolFilter, key: SortKey): PoolFilter {
	const { sort } = filter;
	const descending = sort.key === key ? !sort.descending : key === 'difficulty';
	return { ...filter, sort: { key, descending } };
}

/** The address of the Pools page of a project, seen from a run and narrowed. */
export function poolsAddress(
	project: string,
	run: string | null,
	narrowed: Partial<PoolFilter> = {},
): string {
	const params = new URLSearchParams(run === null ? [] : [['run', run]]);
	for (const [name, value] of paramsOf({ ...NO_FILTER, ...narrowed })) params.append(name, value);
	const search = params.toString();
	return `/projects/${encodeURIComponent(project)}/pools${search === '' ? '' : `?${search}`}`;
}

function known<T extends string>(values: readonly string[], options: readonly T[]): T[] {
	return options.filter((option) => values.includes(option));
}
