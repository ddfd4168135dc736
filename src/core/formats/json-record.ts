/** One record from its JSON text. */
import { messageOf } from '../error.ts';
import { levelsOf } from './json-scanner.ts';
import {
	type FileRecord,
	isFields,
	MOST_CHARS,
	MOST_LEVELS,
	type Refusal,
	refusal,
} from './record.ts';

/** The parser quotes the text that it stumbles over, which may be long. */
const DETAIL_CHARS = 120;

/** The record, or why it is none. */
export function jsonRecord(row: number, text: string): FileRecord {
	if (text.length > MOST_CHARS) return { row, ...refusal('longer than 16 million characters') };
	if (levelsOf(text) > MOST_LEVELS) return { row, ...refusal('nested deeper than 64 levels') };
	try {
		const fields: unknown = JSON.parse(text);
		return isFields(fields) ? { row, fields } : { row, ...refusal('not an object with fields') };
	} catch (thrown) {
		if (thrown instanceof SyntaxError) return { row, ...notJson(text, thrown) };
		throw thrown;
	}
}

function notJson(text: string, error: SyntaxError): Refusal {
	if (/[:[,]\s*[-+]?(?:NaN|Infinity)\b/.test(text))
		return refusal('NaN or Infinity, which JSON does not have');
	return refusal('not JSON', messageOf(error).replaceAll(/\s+/g, ' ').slice(0, DETAIL_CHARS));
}
