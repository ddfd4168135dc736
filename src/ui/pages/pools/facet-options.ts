/** What each facet offers: its values with how many rows they would show. */
import { DIFFICULTIES, PLACES, type Facet, type PoolFilter } from './pool-filter.ts';
import type { FacetCounts } from './pool-index.ts';
import { DIFFICULTY_WORDS, fromWords, PLACE_WORDS, skillWords } from './pool-words.ts';

export type FacetOption = {
	readonly value: string | number;
	readonly words: string;
	readonly count: number;
	readonly isChosen: boolean;
};

/** Values that occur or are chosen: places and difficulties in fixed order, iterations ascending, skills most frequent first. */
export function facetOptions(facet: Facet, counts: FacetCounts, filter: PoolFilter): FacetOption[] {
	const chosen: readonly (string | number)[] = filter[facet];
	const found = counts[facet];
	return valuesOf(facet, found, chosen).map((value) => ({
		value,
		words: wordsOf(facet, value),
		count: found.get(value) ?? 0,
		isChosen: chosen.includes(value),
	}));
}

function valuesOf(
	facet: Facet,
	found: ReadonlyMap<string | number, number>,
	chosen: readonly (string | number)[],
): (string | number)[] {
	const occurring = [...new Set([...found.keys(), ...chosen])];
	const inOrder = (order: readonly (string | number)[]) =>
		order.filter((value) => occurring.includes(value));
	switch (facet) {
		case 'places':
			return inOrder(PLACES);
		case 'difficulties':
			return inOrder(DIFFICULTIES);
		case 'from':
			return occurring.sort((one, other) => Number(one) - Number(other));
		case 'skills':
			return occurring.sort(
				(one, other) =>
					(found.get(other) ?? 0) - (found.get(one) ?? 0) ||
					String(one).localeCompare(String(other)),
			);
	}
}

function wordsOf(facet: Facet, value: string | number): string {
	const words: Readonly<Record<string, string>> = { ...PLACE_WORDS, ...DIFFICULTY_WORDS };
	if (facet === 'skills') return skillWords(String(value));
	return facet === 'from' ? fromWords(Number(value)) : (words[value] ?? String(value));
}
