/** The words for what a row of the pools can be, and for what was done to it. */
import type { LastEdit } from '../../../app/pool-ports.ts';
import type { Wish } from '../../../core/pools/edit.ts';
import {
	FACETS,
	type Difficulty,
	type Facet,
	type FacetValue,
	type Origin,
	type Place,
	type PoolFilter,
} from '../../../core/pools/filter.ts';
import { plural, signed } from '../../parts/format.ts';
import { shownName } from '../../parts/shown-controls.ts';

export const PLACE_WORDS: Readonly<Record<Place, string>> = {
	train: 'Train Pool',
	cache: 'Cache Pool',
	'held-out': 'held out',
	development: 'development',
	'set-aside': 'set aside',
	deleted: 'deleted',
};
export const DIFFICULTY_WORDS: Readonly<Record<Difficulty, string>> = {
	hard: 'hard',
	easy: 'easy',
	unscored: 'unscored',
	'not-judged': 'not judged',
};
const ORIGIN_WORDS: Readonly<Record<Origin, string>> = {
	practice: 'practice world',
	imported: 'imported file',
	generated: 'generated',
	edited: 'edited by you',
	chat: 'added from the chat',
};
export const FACET_WORDS: Readonly<Record<Facet, string>> = {
	places: 'Pool',
	difficulties: 'Difficulty',
	from: 'Iteration',
	origins: 'Origin',
	skills: 'Skill',
	tags: 'Tag',
};

export function fromWords(iteration: number): string {
	return iteration === 0 ? 'seed' : `iteration ${String(iteration)}`;
}

export function skillWords(skill: string): string {
	return skill === '' ? 'skill unknown' : shownName(skill);
}

export function valueWords(facet: Facet, value: FacetValue): string {
	switch (facet) {
		case 'places':
			return PLACE_WORDS[value as Place];
		case 'difficulties':
			return DIFFICULTY_WORDS[value as Difficulty];
		case 'from':
			return fromWords(Number(value));
		case 'origins':
			return ORIGIN_WORDS[value as Origin];
		case 'skills':
			return skillWords(String(value));
		case 'tags':
			return value === '' ? 'no tag' : shownName(String(value));
	}
}

/** The role class of a difficulty: its mark and colour. */
export function roleOf(difficulty: Difficulty): 'hard' | 'easy' | 'unscored' {
	return difficulty === 'not-judged' ? 'unscored' : difficulty;
}

/** The classes that print the mark of a facet's value: role or pool; '' where it has none. */
export function markOf(facet: Facet, value: FacetValue): string {
	if (facet === 'difficulties') return `role ${roleOf(value as Difficulty)}`;
	return facet === 'places' && (value === 'train' || value === 'cache') ? `pool ${value}` : '';
}

export type Chip = { readonly facet: Facet; readonly value: FacetValue; readonly words: string };

/** The values that narrow the list, in reading order. */
export function chipsOf(filter: PoolFilter): Chip[] {
	return FACETS.flatMap((facet) =>
		filter[facet].map((value) => ({ facet, value, words: valueWords(facet, value) })),
	);
}

/** "difficulty +1 to +4", "difficulty from +1"; '' without a limit. */
export function rangeWords({ least, most }: Pick<PoolFilter, 'least' | 'most'>): string {
	if (least !== null && most !== null) return `difficulty ${signed(least)} to ${signed(most)}`;
	if (least !== null) return `difficulty from ${signed(least)}`;
	return most === null ? '' : `difficulty up to ${signed(most)}`;
}

/** "10,000 rows tagged “check”": what an edit has done. */
export function editWords(
	{ kind, word: written }: Pick<LastEdit, 'kind' | 'word'>,
	count: number,
): string {
	const word = shownName(written);
	const rows = plural(count, 'row');
	switch (kind) {
		case 'tag':
			return `${rows} tagged “${word}”`;
		case 'untag':
			return `tag “${word}” taken off ${rows}`;
		case 'skill':
			return word === '' ? `skill taken off ${rows}` : `skill of ${rows} set to “${word}”`;
		case 'delete':
			return `${rows} deleted`;
		case 'restore':
			return `${rows} restored`;
		case 'text':
			return 'text changed';
		case 'add':
			return `${rows} added`;
	}
}

/** The same of a wish. */
export function wishWords(wish: Wish, count: number): string {
	const word = 'tag' in wish ? wish.tag : 'skill' in wish ? (wish.skill ?? '') : '';
	return count === 0
		? 'Nothing to change: it is so already'
		: editWords({ kind: wish.kind, word }, count);
}
