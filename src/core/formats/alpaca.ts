/** The Alpaca format: objects of `instruction`, `input?`, `output?`; with `system` and `history` as LLaMA-Factory writes them. */
import { readMapped, usual } from './columns.ts';
import type { Format, Mapping } from './format.ts';
import { type Fields, fieldOf, refusal } from './record.ts';
import { withSystem } from './turns.ts';

const MAPPING: Mapping = {
	instruction: 'instruction',
	input: 'input',
	output: 'output',
	skill: null,
};

export const alpaca: Format = {
	name: 'alpaca',
	fits: (fields) => typeof fieldOf(fields, 'instruction') === 'string',
	map: (names) => ({
		...MAPPING,
		// Preference files of LLaMA-Factory have `chosen` in its place.
		output: names.includes('output') ? 'output' : usual('output', names),
		skill: usual('skill', names),
	}),
	read: (fields, { mapping, system }) => {
		const first = firstRound(fields);
		if (first === 'wrong') return refusal('a turn that is not text', 'history');
		const read = first === undefined ? readMapped(fields, mapping) : readMapped(first, MAPPING);
		if ('reason' in read) return read;
		const row = { ...read, hasLaterTurns: first !== undefined };
		return withSystem(row, fieldOf(fields, 'system'), system);
	},
};

/** `history` holds the rounds before the instruction, [question, answer] each: the first of them is the conversation's. */
function firstRound(fields: Fields): Fields | 'wrong' | undefined {
	const history = fieldOf(fields, 'history') ?? [];
	if (!Array.isArray(history)) return 'wrong';
	const [round] = history as readonly unknown[];
	if (round === undefined) return undefined;
	const [instruction, output] = Array.isArray(round) ? (round as readonly unknown[]) : [];
	if (typeof instruction !== 'string' || typeof output !== 'string') return 'wrong';
	return { instruction, output };
}
