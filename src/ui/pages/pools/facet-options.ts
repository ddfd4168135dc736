/** What each facet offers: its values with how many rows they would show. */
import {
	DIFFICULTIES,
	ORIGINS,
	PLACES,
	type Facet,
	type FacetCounts,
	type FacetValue,
	type PoolFilter,
} from '../../../core/pools/filter.ts';
import { valueWords } from './pool-words.ts';

export type FacetOption = {
	readonly value: FacetValue;
	readonly words: string;
	readonly count: number;
	readonly isChosen: boolean;
};

/**
 * Values that occur or are chosen: places, difficulties and origins in fixed order, iterations ascending, skills and tags
 * most frequent first. A facet that would only say that there is nothing of it offers nothing.
 */
export function facetOptions(facet: Facet, counts: FacetCounts, filter: PoolFilter): FacetOption[] {
	const chosen: readonly FacetValue[] = filter[facet];
	const found = counts[facet];
	const options = valuesOf(facet, found, chosen).map((value) => ({
		value,
		words: valueWords(facet, value),
		count: found.get(value) ?? 0,
		isChosen: chosen.includes(value),
	}));
	return facet === 'tags' && options.every(({ value }) => value === '') ? [] : options;
}

function valuesOf(
	facet: Facet,
	found: ReadonlyMap<FacetValue, number>,
	chosen: readonly FacetValue[],
): FacetValue[] {
	const occurring = [...new Set([...found.keys(), ...chosen])];
	const inOrder = (order: readonly FacetValue[]) =>
		order.filter((value) => occurring.includes(value));
	switch (facet) {
		case 'places':
			return inOrder(PLACES);
		case 'difficulties':
			return inOrder(DIFFICULTIES);
		case 'origins':
			return inOrder(ORIGINS);
		case 'from':
			return occurring.sort((one, other) => Number(one) - Number(other));
		case 'skills':
		case 'tags':
			return occurring.sort(
				(one, other) =>
					(found.get(other) ?? 0) - (found.get(one) ?? 0) ||
					String(one).localeCompare(String(other)),
			);
	}
}
