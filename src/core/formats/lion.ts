/** What Lion's scripts write beside its Alpaca pools: judged pairs (hard and easy files), generated instructions, reviews. */
import { readMapped } from './columns.ts';
import type { Format, Mapping } from './format.ts';
import { type Fields, fieldOf, refusal } from './record.ts';

/** In the hard and easy files Assistant 1 is the teacher. */
const PAIRS: Mapping = {
	instruction: 'instruction',
	input: 'input',
	output: 'assist1',
	skill: null,
};
/** `seed_instruction` is the parent of the row, `instruction` the row itself; nobody has answered it. */
const GENERATED: Mapping = { instruction: 'instruction', input: null, output: null, skill: null };

export const lion: Format = {
	name: 'lion',
	fits: (fields) => isPair(fields) || has(fields, 'seed_instruction') || isReview(fields),
	map: (names) => (names.includes('assist1') ? PAIRS : GENERATED),
	read: (fields, { mapping }) =>
		isReview(fields)
			? refusal(
					'scores without their instruction',
					'choose the hard or easy file of the same round',
				)
			: readMapped(fields, mapping),
};

function has(fields: Fields, name: string): boolean {
	return typeof fieldOf(fields, name) === 'string';
}

function isPair(fields: Fields): boolean {
	return has(fields, 'assist1') && has(fields, 'assist2');
}

/** `{score: [s1, s2], text}`. */
function isReview(fields: Fields): boolean {
	return Array.isArray(fieldOf(fields, 'score')) && fieldOf(fields, 'instruction') === undefined;
}
