/** Tables as CSV and TSV have them, cut by papaparse as the text comes: a cell may hold line breaks and quotes. */
import Papa from 'papaparse';
import {
	type FileRecord,
	MOST_CHARS,
	type RecordCutter,
	refusal,
} from '../../core/formats/record.ts';

type Parsed = {
	readonly data: readonly (readonly string[])[];
	/** `row`: place in `data`; `index`: where the cell begins. */
	readonly errors: readonly {
		readonly code: string;
		readonly row: number;
		readonly index: number;
	}[];
	readonly meta: { readonly cursor: number };
};

/** A file with more broken quotes than this is not cut anew behind each of them: it would take for ever. */
const MOST_RECOVERIES = 1000;

export class TableRecords implements RecordCutter {
	readonly #parser: Papa.Parser;
	readonly #hasHeader: boolean;
	#names: readonly string[] | undefined;
	#row = 1;
	#text = '';
	/** Nothing is parsed before this much text is there: a long cell is not read anew with every piece of it. */
	#wantedChars = 0;
	#isAfterReturn = false;
	#recoveries = 0;

	constructor(layout: { readonly delimiter: string; readonly hasHeader: boolean }) {
		this.#parser = new Papa.Parser({ delimiter: layout.delimiter, newline: '\n' });
		this.#hasHeader = layout.hasHeader;
	}

	push(text: string): readonly FileRecord[] {
		const start = this.#isAfterReturn && text.startsWith('\n') ? 1 : 0;
		this.#isAfterReturn = text === '' ? this.#isAfterReturn : text.endsWith('\r');
		this.#text += text.slice(start).replaceAll(/\r\n?/g, '\n');
		if (this.#text.length < this.#wantedChars) return [];
		const records = this.#wholeRows();
		this.#wantedChars = records.length === 0 ? 2 * this.#text.length : 0;
		if (this.#text.length <= MOST_CHARS) return records;
		this.#wantedChars = 0;
		return [...records, this.#dropLine('longer than 16 million characters')];
	}

	end(): readonly FileRecord[] {
		const records = [...this.#wholeRows()];
		while (this.#text !== '') {
			const { data, errors } = this.#parse(false);
			const [wrong] = errors.filter(({ code }) => code !== 'UndetectableDelimiter');
			if (wrong === undefined) {
				records.push(...data.flatMap((cells) => this.#record(cells)));
				break;
			}
			const isOpen = wrong.code === 'MissingQuotes';
			records.push(
				this.#dropLine(isOpen ? 'a quote that is never closed' : 'a quote out of place'),
			);
			if (this.#recoveries > MOST_RECOVERIES) break;
			records.push(...this.#wholeRows());
		}
		return records;
	}

	/** The rows that have ended. What is left begins with the one that hasn't. */
	#wholeRows(): readonly FileRecord[] {
		const records: FileRecord[] = [];
		for (;;) {
			const { data, errors, meta } = this.#parse(true);
			const wrong = errors.find(({ code, row }) => code === 'InvalidQuotes' && row < data.length);
			const good = wrong === undefined ? data : data.slice(0, wrong.row);
			records.push(...good.flatMap((cells) => this.#record(cells)));
			this.#text = this.#text.slice(wrong === undefined ? meta.cursor : wrong.index);
			if (wrong === undefined) return records;
			// The broken cell may have swallowed good rows: go on with the next line.
			records.push(this.#dropLine('a quote out of place'));
		}
	}

	#parse(isCutOff: boolean): Parsed {
		return this.#parser.parse(this.#text, 0, isCutOff) as Parsed;
	}

	#dropLine(reason: Parameters<typeof refusal>[0]): FileRecord {
		this.#recoveries++;
		const end = this.#text.indexOf('\n');
		this.#text = end === -1 || this.#recoveries > MOST_RECOVERIES ? '' : this.#text.slice(end + 1);
		return { row: this.#row++, ...refusal(reason) };
	}

	#record(cells: readonly string[]): readonly FileRecord[] {
		if (cells.length === 1 && cells[0]?.trim() === '') return [];
		if (this.#names === undefined) {
			this.#names = namesOf(cells, this.#hasHeader);
			if (this.#hasHeader) return [];
		}
		const row = this.#row++;
		const names = this.#names;
		if (cells.length > names.length) return [{ row, ...refusal('more fields than the header') }];
		if (cells.length < names.length) return [{ row, ...refusal('fewer fields than the header') }];
		// fromEntries defines fields: a column `__proto__` is one like any other.
		return [{ row, fields: Object.fromEntries(names.map((name, place) => [name, cells[place]])) }];
	}
}

/** The header's names, each once; a column without one is named by its place. */
function namesOf(cells: readonly string[], hasHeader: boolean): readonly string[] {
	const names: string[] = [];
	for (const [place, cell] of cells.entries()) {
		const name = (hasHeader ? cell.trim() : '') || `column ${place + 1}`;
		const isTaken = names.includes(name);
		names.push(isTaken ? `${name} (column ${place + 1})` : name);
	}
	return names;
}

/** The first rows of a text, and the delimiter that fits it best. */
export function guessTable(text: string): {
	readonly rows: readonly (readonly string[])[];
	readonly delimiter: string;
} {
	const { data, meta } = Papa.parse<string[]>(text, { preview: 20, skipEmptyLines: true });
	return { rows: data, delimiter: meta.delimiter };
}
