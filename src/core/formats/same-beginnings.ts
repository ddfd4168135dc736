/** What follows a broken item of a JSON list: cut wherever the list's objects begin, so that the good ones are still read. */
import { jsonRecord } from './json-record.ts';
import { JsonScanner } from './json-scanner.ts';
import { type FileRecord, MOST_CHARS, type RecordCutter, refusal } from './record.ts';

/** An object up to the end of its first name. */
const BEGINNING = /^\{\s*"(?:[^"\\]|\\.)*"/;

/** How an object's text begins, e.g. `{"instruction"`; undefined where it has no name. */
export function beginningOf(text: string): string | undefined {
	return BEGINNING.exec(text)?.[0];
}

export class SameBeginnings implements RecordCutter {
	readonly #beginning: string;
	#row: number;
	#text = '';

	/** `row`: number of the first record that will be pushed. */
	constructor(beginning: string, row: number) {
		this.#beginning = beginning;
		this.#row = row;
	}

	push(text: string): readonly FileRecord[] {
		const records: FileRecord[] = [];
		let from = Math.max(1, this.#text.length - this.#beginning.length);
		this.#text += text;
		for (;;) {
			const next = this.#text.indexOf(this.#beginning, from);
			if (next === -1) break;
			records.push(this.#record(this.#text.slice(0, next)));
			this.#text = this.#text.slice(next);
			from = 1;
		}
		if (this.#text.length > MOST_CHARS) {
			records.push({ row: this.#row++, ...refusal('longer than 16 million characters') });
			this.#text = '';
		}
		return records;
	}

	end(): readonly FileRecord[] {
		return this.#text.trim() === '' ? [] : [this.#record(this.#text)];
	}

	#record(text: string): FileRecord {
		const row = this.#row++;
		const end = new JsonScanner().scan(text, 0);
		const rest = end === -1 ? '' : text.slice(end);
		if (end === -1 || !/^[\s,\]}]*$/.test(rest))
			return { row, ...refusal('not closed before the next row begins') };
		return jsonRecord(row, text.slice(0, end));
	}
}
