/** The Alpaca format: a JSON array, or one JSON object a line, of {instruction, input?, output?}. */

export type AlpacaRow = {
	/** Line of a JSONL file or place in the array, from 1. */
	readonly row: number;
	readonly instruction: string;
	/** '' where there is none. */
	readonly input: string;
	/** '' where there is none: the teacher will answer. */
	readonly output: string;
	/** From `skill` or `category`; null where the file names none. */
	readonly skill: string | null;
};
export type RefusedRow = { readonly row: number; readonly reason: string };
export type AlpacaFile = {
	readonly rows: readonly AlpacaRow[];
	readonly refused: readonly RefusedRow[];
};

/** Reads the whole text; what can't be read is refused by row number and reason, never dropped. */
export function readAlpaca(text: string): AlpacaFile {
	const clean = text.startsWith('\uFEFF') ? text.slice(1) : text;
	const rows: AlpacaRow[] = [];
	const refused: RefusedRow[] = [];
	for (const { row, value } of /^\s*\[/.test(clean) ? arrayItems(clean) : lines(clean)) {
		const read = value instanceof Unreadable ? value.reason : alpacaRow(row, value);
		if (typeof read === 'string') refused.push({ row, reason: read });
		else rows.push(read);
	}
	return { rows, refused };
}

class Unreadable {
	readonly reason: string;
	constructor(reason: string) {
		this.reason = reason;
	}
}
type Item = { readonly row: number; readonly value: unknown };

function* lines(text: string): Iterable<Item> {
	let row = 0;
	for (const line of text.split(/\r\n|\n|\r/)) {
		row++;
		if (line.trim() !== '') yield { row, value: parsed(line) };
	}
}

function* arrayItems(text: string): Iterable<Item> {
	const value = parsed(text);
	if (!Array.isArray(value)) {
		yield { row: 1, value };
		return;
	}
	for (const [place, item] of value.entries()) yield { row: place + 1, value: item as unknown };
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (thrown) {
		if (thrown instanceof SyntaxError) return new Unreadable(`not JSON: ${thrown.message}`);
		throw thrown;
	}
}

/** The row, or the reason why it can't be used. */
function alpacaRow(row: number, value: unknown): AlpacaRow | string {
	if (typeof value !== 'object' || value === null || Array.isArray(value))
		return 'not an object with an instruction';
	const fields = value as Readonly<Record<string, unknown>>;
	const reason = wrongField(fields);
	if (reason !== undefined) return reason;
	const skill = textOf(fields['skill'] ?? fields['category']);
	const read = {
		row,
		instruction: textOf(fields['instruction']),
		input: textOf(fields['input']),
		output: textOf(fields['output']),
		skill: skill === '' ? null : skill,
	};
	return read.instruction === '' ? '"instruction" is empty' : read;
}

function wrongField(fields: Readonly<Record<string, unknown>>): string | undefined {
	if (fields['instruction'] === undefined) return 'has no "instruction"';
	if (typeof fields['instruction'] !== 'string') return '"instruction" is not text';
	const wrong = ['input', 'output'].find((name) => {
		const text = fields[name] ?? '';
		return typeof text !== 'string';
	});
	return wrong === undefined ? undefined : `"${wrong}" is not text`;
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value.trim() : '';
}
