/** A record: one object of a file before its fields are understood, or why it could not be read; and what cuts text into records. */

export type Fields = Readonly<Record<string, unknown>>;

/** Why a row can't be used: what a person reads, and by what refusals are counted. */
export type RefusalReason =
	| 'not JSON'
	| 'NaN or Infinity, which JSON does not have'
	| 'not closed before the next row begins'
	| 'not closed before the file ends'
	| 'the file ends before its list does'
	| 'text after the end of the list'
	| 'nested deeper than 64 levels'
	| 'longer than 16 million characters'
	| 'a quote that is never closed'
	| 'a quote out of place'
	| 'more fields than the header'
	| 'fewer fields than the header'
	| 'not an object with fields'
	| 'no instruction'
	| 'an empty instruction'
	| 'a field that is not text'
	| 'a NUL character'
	| 'half of a surrogate pair'
	| '�, a character that could not be read'
	| 'a conversation without turns'
	| 'a conversation that does not begin with the user'
	| 'a turn that is not text'
	| 'scores without their instruction';

export type Refusal = {
	readonly reason: RefusalReason;
	/** Which field, or what the parser said; '' where the reason says all. */
	readonly detail: string;
};
/** `row`: line of a JSONL file, place in a list, record of a table (its header not counted); from 1. */
export type RefusedRecord = Refusal & { readonly row: number };
export type FileRecord = { readonly row: number; readonly fields: Fields } | RefusedRecord;

/** Cuts the text of one file into records as it comes; keeps no more of it than the record under way. */
export interface RecordCutter {
	push(text: string): readonly FileRecord[];
	/** What was left when the file ended. */
	end(): readonly FileRecord[];
}

/** Characters (UTF-16 units) of one record, quotes and names included. */
export const MOST_CHARS = 16_000_000;
export const MOST_LEVELS = 64;

export function refusal(reason: RefusalReason, detail = ''): Refusal {
	return { reason, detail };
}

/** The refusal as a sentence's end: "row 7: no instruction: prompt". */
export function refusalWords({ reason, detail }: Refusal): string {
	return detail === '' ? reason : `${reason}: ${detail}`;
}

/** The field's value; undefined where the record itself has none, whatever objects inherit (`constructor`, `__proto__`). */
export function fieldOf(fields: Fields, name: string): unknown {
	return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

export function isFields(value: unknown): value is Fields {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
