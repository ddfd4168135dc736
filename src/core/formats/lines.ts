/** One record a line, numbered by line; blank lines count as lines and are no rows. */
import { type FileRecord, MOST_CHARS, type RecordCutter, refusal } from './record.ts';

export class Lines implements RecordCutter {
	readonly #read: (row: number, line: string) => FileRecord;
	#row = 1;
	#held: string[] = [];
	#heldChars = 0;
	/** The last text ended with a carriage return: a line feed that comes next belongs to it. */
	#isAfterReturn = false;

	/** `read` makes a record of a line that is not blank, without the white space around it. */
	constructor(read: (row: number, line: string) => FileRecord) {
		this.#read = read;
	}

	push(text: string): readonly FileRecord[] {
		const records: FileRecord[] = [];
		let start = this.#isAfterReturn && text.startsWith('\n') ? 1 : 0;
		const ends = /\r\n|\n|\r/g;
		ends.lastIndex = start;
		for (let end = ends.exec(text); end !== null; end = ends.exec(text)) {
			this.#hold(text.slice(start, end.index));
			records.push(...this.#finish());
			start = ends.lastIndex;
		}
		this.#isAfterReturn = text === '' ? this.#isAfterReturn : text.endsWith('\r');
		this.#hold(text.slice(start));
		return records;
	}

	end(): readonly FileRecord[] {
		return this.#finish();
	}

	#hold(text: string): void {
		this.#heldChars += text.length;
		if (this.#heldChars <= MOST_CHARS) this.#held.push(text);
		else this.#held = [];
	}

	#finish(): readonly FileRecord[] {
		const row = this.#row++;
		const isTooLong = this.#heldChars > MOST_CHARS;
		const line = this.#held.join('').trim();
		this.#held = [];
		this.#heldChars = 0;
		if (isTooLong) return [{ row, ...refusal('longer than 16 million characters') }];
		return line === '' ? [] : [this.#read(row, line)];
	}
}
