/** A JSON list of objects, by itself or inside an object: its items, numbered by place, as the text comes. */
import { jsonRecord } from './json-record.ts';
import { JsonScanner } from './json-scanner.ts';
import {
	type FileRecord,
	MOST_CHARS,
	MOST_LEVELS,
	type RecordCutter,
	refusal,
	type RefusalReason,
} from './record.ts';
import { beginningOf, SameBeginnings } from './same-beginnings.ts';

type Place = 'before' | 'between' | 'item' | 'after';

export class JsonList implements RecordCutter {
	#place: Place = 'before';
	/** Whether the list stands in an object, where others may follow it; unknown before the first character. */
	#isWrapped: boolean | undefined;
	#isFirst = true;
	#row = 0;
	readonly #scanner = new JsonScanner();
	#held: string[] = [];
	#heldChars = 0;
	#isRefused = false;
	/** How the list's objects begin: where the next one can be found when one is broken. */
	#beginning: string | undefined;
	/** Takes over for good once an item was broken in a way that may have swallowed others. */
	#rest: SameBeginnings | undefined;

	push(text: string): readonly FileRecord[] {
		const records: FileRecord[] = [];
		let at = 0;
		while (at < text.length && this.#rest === undefined) at = this.#step(text, at, records);
		if (this.#rest !== undefined) records.push(...this.#rest.push(text.slice(at)));
		return records;
	}

	end(): readonly FileRecord[] {
		const records: FileRecord[] = [];
		if (this.#rest === undefined && this.#place === 'item')
			this.#broken(records, 'not closed before the file ends');
		else if (this.#rest === undefined && this.#place === 'between')
			records.push({ row: this.#row + 1, ...refusal('the file ends before its list does') });
		if (this.#rest !== undefined) records.push(...this.#rest.end());
		return records;
	}

	/** Goes on from `at` and returns how far it came. */
	#step(text: string, at: number, records: FileRecord[]): number {
		switch (this.#place) {
			case 'before':
				return this.#findList(text, at);
			case 'between':
				return this.#findItem(text, at);
			case 'item':
				return this.#followItem(text, at, records);
			case 'after':
				return this.#afterList(text, at, records);
		}
	}

	#findList(text: string, at: number): number {
		this.#isWrapped ??= text.slice(at).trimStart().startsWith('{');
		const start = text.indexOf('[', at);
		if (start === -1) return text.length;
		this.#place = 'between';
		this.#isFirst = true;
		return start + 1;
	}

	#findItem(text: string, at: number): number {
		const place = nextPlace(/[^\s,]/g, text, at);
		if (place === -1) return text.length;
		const isItem = text[place] !== ']' && !(this.#isFirst && this.#isStray(text[place]));
		this.#isFirst = false;
		if (isItem) {
			this.#place = 'item';
			this.#row++;
			this.#scanner.reset();
			return place;
		}
		this.#place = this.#isWrapped === true ? 'before' : 'after';
		return text[place] === ']' ? place + 1 : place;
	}

	/** In an object a list of numbers or words is not the list of rows. */
	#isStray(character: string | undefined): boolean {
		return this.#isWrapped === true && character !== '{';
	}

	#followItem(text: string, at: number, records: FileRecord[]): number {
		const end = this.#scanner.scan(text, at);
		this.#hold(text.slice(at, end === -1 ? text.length : end));
		if (end === -1) {
			if (this.#heldChars > MOST_CHARS && !this.#isRefused)
				this.#broken(records, 'longer than 16 million characters');
			return text.length;
		}
		this.#finish(records);
		return end;
	}

	#hold(text: string): void {
		this.#heldChars += text.length;
		if (this.#isRefused || this.#scanner.deepest > MOST_LEVELS) this.#held = [];
		else this.#held.push(text);
	}

	#finish(records: FileRecord[]): void {
		const text = this.#held.join('').trim();
		const isTooDeep = this.#scanner.deepest > MOST_LEVELS;
		const record = isTooDeep
			? { row: this.#row, ...refusal('nested deeper than 64 levels') }
			: jsonRecord(this.#row, text);
		this.#beginning ??= beginningOf(text);
		// A bracket too few swallows the items that follow: they are found by how they begin.
		if ('reason' in record && record.reason === 'not JSON')
			this.#broken(records, record.reason, record.detail);
		else if (!this.#isRefused) records.push(record);
		this.#clear('between');
	}

	/** Refuses the item under way, and lets the rest be found where the next one begins. */
	#broken(records: FileRecord[], reason: RefusalReason, detail = ''): void {
		const text = this.#held.join('');
		this.#beginning ??= beginningOf(text);
		const next = this.#beginning === undefined ? -1 : text.indexOf(this.#beginning, 1);
		if (this.#beginning === undefined || next === -1) {
			if (!this.#isRefused) records.push({ row: this.#row, ...refusal(reason, detail) });
			this.#isRefused = true;
			this.#held = [];
			return;
		}
		records.push({ row: this.#row, ...refusal('not closed before the next row begins') });
		this.#rest = new SameBeginnings(this.#beginning, this.#row + 1);
		records.push(...this.#rest.push(text.slice(next)));
	}

	#clear(place: Place): void {
		this.#place = place;
		this.#held = [];
		this.#heldChars = 0;
		this.#isRefused = false;
	}

	#afterList(text: string, at: number, records: FileRecord[]): number {
		if (nextPlace(/\S/g, text, at) !== -1 && !this.#isRefused) {
			records.push({ row: this.#row + 1, ...refusal('text after the end of the list') });
			this.#isRefused = true;
		}
		return text.length;
	}
}

function nextPlace(what: RegExp, text: string, from: number): number {
	what.lastIndex = from;
	return what.exec(text)?.index ?? -1;
}
