/** All formats, and which of them a file's first records have. */
import { alpaca } from './alpaca.ts';
import { columns } from './columns.ts';
import { type Format, type FormatName, type Mapping, NO_MAPPING, type Reading } from './format.ts';
import type { Layout } from './layout.ts';
import { lion } from './lion.ts';
import { openAiChat } from './openai-chat.ts';
import type { Fields } from './record.ts';
import { shareGpt } from './sharegpt.ts';

/** A record that fits two is read as the first of them. */
const FORMATS: readonly Format[] = [lion, openAiChat, shareGpt, alpaca, columns];

export function formatNamed(name: FormatName): Format {
	return FORMATS.find((format) => format.name === name) ?? columns;
}

/** Names of the records' fields, in the order in which they are met. */
export function namesOf(records: readonly Fields[]): readonly string[] {
	return [...new Set(records.flatMap((fields) => Object.keys(fields)))];
}

/** How to read a file that begins with these records: the first format that most of them fit. */
export function readingOf(layout: Layout, records: readonly Fields[]): Reading {
	const fits = (format: Format) =>
		records.filter((fields) => format.fits(fields)).length * 2 > records.length;
	const format = FORMATS.find(fits) ?? columns;
	return {
		layout,
		format: format.name,
		mapping: mappingFor(format.name, records),
		system: systemOf(format, records),
	};
}

export function mappingFor(format: FormatName, records: readonly Fields[]): Mapping {
	return formatNamed(format).map(namesOf(records)) ?? NO_MAPPING;
}

/**
 * One system prompt for all rows says nothing about any of them, and would make all instructions alike; prompts of their
 * own are part of the task.
 */
function systemOf({ read }: Format, records: readonly Fields[]): Reading['system'] {
	const mapping: Mapping = { instruction: 'instruction', input: null, output: null, skill: null };
	const prompts = records.flatMap((fields) => {
		const bare = read(fields, { mapping, system: 'left-out' });
		if ('reason' in bare || !bare.hasSystem) return [];
		const whole = read(fields, { mapping, system: 'before' });
		return 'reason' in whole ? [] : [whole.instruction.slice(0, -bare.instruction.length)];
	});
	return new Set(prompts).size > 1 ? 'before' : 'left-out';
}
