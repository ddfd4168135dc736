/** The words for what a row of the pools can be. */
import type { Difficulty, Facet, Place, PoolFilter } from './pool-filter.ts';

export const PLACE_WORDS: Readonly<Record<Place, string>> = {
	train: 'Train Pool',
	cache: 'Cache Pool',
	'held-out': 'held out',
	development: 'development',
	'set-aside': 'set aside',
};
export const DIFFICULTY_WORDS: Readonly<Record<Difficulty, string>> = {
	hard: 'hard',
	easy: 'easy',
	unscored: 'unscored',
	'not-judged': 'not judged',
};
export const FACET_WORDS: Readonly<Record<Facet, string>> = {
	places: 'Pool',
	difficulties: 'Difficulty',
	from: 'Origin',
	skills: 'Skill',
};

export function fromWords(iteration: number): string {
	return iteration === 0 ? 'seed' : `iteration ${String(iteration)}`;
}

export function skillWords(skill: string): string {
	return skill === '' ? 'skill unknown' : skill;
}

/** The role class of a difficulty: its mark and colour. */
export function roleOf(difficulty: Difficulty): 'hard' | 'easy' | 'unscored' {
	return difficulty === 'not-judged' ? 'unscored' : difficulty;
}

/** The classes that print the mark of a facet's value: role or pool; '' where it has none. */
export function markOf(facet: Facet, value: string | number): string {
	if (facet === 'difficulties') return `role ${roleOf(value as Difficulty)}`;
	return facet === 'places' && (value === 'train' || value === 'cache') ? `pool ${value}` : '';
}

export type Chip = {
	readonly facet: Facet;
	readonly value: string | number;
	readonly words: string;
};

/** The values that narrow the list, in reading order. */
export function chipsOf({ places, difficulties, from, skills }: PoolFilter): Chip[] {
	return [
		...places.map((value) => ({ facet: 'places', value, words: PLACE_WORDS[value] }) as const),
		...difficulties.map(
			(value) => ({ facet: 'difficulties', value, words: DIFFICULTY_WORDS[value] }) as const,
		),
		...from.map((value) => ({ facet: 'from', value, words: fromWords(value) }) as const),
		...skills.map((value) => ({ facet: 'skills', value, words: skillWords(value) }) as const),
	];
}
