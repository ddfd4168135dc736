/** Any table or flat objects: the user says, or the names tell, which column is what. */
import { type Format, type Mapping } from './format.ts';
import { type Fields, fieldOf, type Refusal, refusal } from './record.ts';
import { type ReadRow, rowOf } from './row.ts';

/** Usual names, likeliest first; compared without case, spaces, hyphens and underscores. */
const USUAL: Readonly<Record<keyof Mapping, readonly string[]>> = {
	instruction: [
		'instruction',
		'prompt',
		'question',
		'query',
		'problem',
		'task',
		'user',
		'human',
		'inputtext',
		'request',
		'text',
	],
	input: ['input', 'context', 'inputs', 'passage', 'document'],
	output: [
		'output',
		'response',
		'answer',
		'completion',
		'chosen',
		'reply',
		'target',
		'assistant',
		'solution',
		'outputtext',
	],
	skill: ['skill', 'category', 'topic', 'subject', 'domain', 'tasktype'],
};

export const columns: Format = {
	name: 'columns',
	fits: () => true,
	map: (names) => ({
		instruction: usual('instruction', names) ?? (names.length === 1 ? (names[0] ?? null) : null),
		input: usual('input', names),
		output: usual('output', names),
		skill: usual('skill', names),
	}),
	read: (fields, { mapping }) => readMapped(fields, mapping),
};

/** The name that usually means this; null where none does. */
export function usual(what: keyof Mapping, names: readonly string[]): string | null {
	const plain = names.map((name) => name.toLowerCase().replaceAll(/[\s_-]/g, ''));
	const known = USUAL[what].find((one) => plain.includes(one));
	return known === undefined ? null : (names[plain.indexOf(known)] ?? null);
}

export function readMapped(fields: Fields, mapping: Mapping): ReadRow | Refusal {
	const { instruction } = mapping;
	if (instruction === null) return refusal('no instruction', 'no column is chosen for it');
	if (fieldOf(fields, instruction) === undefined) return refusal('no instruction', instruction);
	const value = (name: string | null) => (name === null ? '' : fieldOf(fields, name));
	const read = rowOf({
		instruction: value(instruction),
		input: value(mapping.input),
		output: value(mapping.output),
		skill: value(mapping.skill),
	});
	if (!('reason' in read) || read.reason !== 'a field that is not text') return read;
	return refusal(read.reason, mapping[read.detail as keyof Mapping] ?? '');
}
