/** The seam for formats: what each module of a format gives, and what the user may correct. */
import type { Fields, Refusal } from './record.ts';
import type { Layout } from './layout.ts';
import type { ReadRow } from './row.ts';

export type FormatName = 'alpaca' | 'lion' | 'openai-chat' | 'sharegpt' | 'columns';

/** Which field of a record is what; null: none is. */
export type Mapping = {
	readonly instruction: string | null;
	readonly input: string | null;
	readonly output: string | null;
	readonly skill: string | null;
};

/** How a file is read: found by looking at it, or corrected by the user. */
export type Reading = {
	readonly layout: Layout;
	readonly format: FormatName;
	readonly mapping: Mapping;
	/** A system prompt is left out (and counted), or stands before the instruction. */
	readonly system: 'left-out' | 'before';
};

export type Format = {
	readonly name: FormatName;
	/** Whether a record has this shape. */
	readonly fits: (fields: Fields) => boolean;
	/** Which fields to take, of those that the records have; null where the format itself says so. */
	readonly map: (names: readonly string[]) => Mapping | null;
	/** The row, or why the record gives none. */
	readonly read: (
		fields: Fields,
		reading: Pick<Reading, 'mapping' | 'system'>,
	) => ReadRow | Refusal;
};

export const NO_MAPPING: Mapping = { instruction: null, input: null, output: null, skill: null };
