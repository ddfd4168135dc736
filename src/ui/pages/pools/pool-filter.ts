/** What the Pools page is narrowed to, as its address says it. */
import {
	DIFFICULTIES,
	NO_FILTER,
	ORIGINS,
	PLACES,
	SORT_KEYS,
	type Facet,
	type FacetValue,
	type PoolFilter,
	type SortKey,
} from '../../../core/pools/filter.ts';

/** Reads a filter from search params; what is not known is left out. */
export function filterFrom(params: URLSearchParams): PoolFilter {
	const sort = params.get('sort') ?? '';
	const key = SORT_KEYS.find((known) => known === sort.replace(/^-/, ''));
	return {
		places: known(params.getAll('in'), PLACES),
		difficulties: known(params.getAll('difficulty'), DIFFICULTIES),
		from: params.getAll('from').map(Number).filter(Number.isInteger),
		origins: known(params.getAll('origin'), ORIGINS),
		skills: params.getAll('skill'),
		tags: params.getAll('tag'),
		text: params.get('q') ?? '',
		least: pointsFrom(params.get('least')),
		most: pointsFrom(params.get('most')),
		sort: key === undefined ? NO_FILTER.sort : { key, descending: sort.startsWith('-') },
	};
}

/** The search params of a filter: nothing for what narrows nothing. Read back they give the same filter. */
export function paramsOf(filter: PoolFilter): [name: string, value: string][] {
	const { text, least, most, sort } = filter;
	const params = FACETS_BY_PARAM.flatMap(([name, facet]) =>
		filter[facet].map((value): [string, string] => [name, String(value)]),
	);
	if (text !== '') params.push(['q', text]);
	if (least !== null) params.push(['least', String(least)]);
	if (most !== null) params.push(['most', String(most)]);
	if (sort.key !== NO_FILTER.sort.key || sort.descending)
		params.push(['sort', (sort.descending ? '-' : '') + sort.key]);
	return params;
}

const FACETS_BY_PARAM = [
	['in', 'places'],
	['difficulty', 'difficulties'],
	['from', 'from'],
	['origin', 'origins'],
	['skill', 'skills'],
	['tag', 'tags'],
] as const satisfies readonly (readonly [string, Facet])[];

/** The filter with `value` of a facet added, or taken off where it was there. */
export function toggled(filter: PoolFilter, facet: Facet, value: FacetValue): PoolFilter {
	const now: readonly FacetValue[] = filter[facet];
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

/** Difficulty is never beyond 9 points either way. */
function pointsFrom(text: string | null): number | null {
	const points = text === null || text.trim() === '' ? Number.NaN : Number(text);
	return points >= -9 && points <= 9 ? points : null;
}
