/** How a file's records are laid out: a JSON list, JSON lines, a table, plain lines; guessed from the beginning of its text. */
import { usual } from './columns.ts';
import type { Mapping } from './format.ts';
import { isFields } from './record.ts';

export type Layout =
	/** One list of objects, by itself or inside an object. */
	| { readonly kind: 'list' }
	/** One object a line. */
	| { readonly kind: 'lines' }
	| {
			readonly kind: 'table';
			readonly delimiter: string;
			/** Whether the first record names the columns; else they are called `column 1`, `column 2` … */
			readonly hasHeader: boolean;
	  }
	/** One instruction a line. */
	| { readonly kind: 'text' };

/** Lines that are looked at. */
const LOOKED_AT = 20;
/** An object whose first field is a list of objects; turns of one conversation are such a list too, but not rows. */
const WRAPPED = /^\{\s*"(?!messages|conversations?|turns|history)[^"]*"\s*:\s*\[\s*\{/;

/** `list` or `lines` for JSON, undefined for anything else: then it is a table. `isWhole`: the file ends with this text. */
export function jsonLayoutOf(text: string, isWhole: boolean): Layout | undefined {
	const start = text.trimStart();
	if (start.startsWith('[') || WRAPPED.test(start)) return { kind: 'list' };
	const lines = text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '');
	if (lines.length === 1) return oneLineLayout(lines[0] ?? '');
	// The last line may be cut off where the sample ends.
	const whole = (isWhole ? lines : lines.slice(0, -1)).slice(0, LOOKED_AT);
	const isMost = (count: number) => count > whole.length / 2;
	const objects = whole.filter((line) => parsedObject(line) !== undefined);
	if (objects[0] === whole[0] || isMost(objects.length)) return { kind: 'lines' };
	if (!start.startsWith('{')) return undefined;
	const braced = whole.filter((line) => line.trimStart().startsWith('{'));
	return { kind: isMost(braced.length) ? 'lines' : 'list' };
}

function oneLineLayout(line: string): Layout | undefined {
	if (!line.trimStart().startsWith('{')) return undefined;
	const fields = parsedObject(line);
	return { kind: fields !== undefined && holdsList(fields) ? 'list' : 'lines' };
}

function parsedObject(line: string): object | undefined {
	if (!line.trimStart().startsWith('{')) return undefined;
	try {
		const value: unknown = JSON.parse(line);
		return isFields(value) ? value : undefined;
	} catch (thrown) {
		if (thrown instanceof SyntaxError) return undefined;
		throw thrown;
	}
}

const TURNS = new Set(['messages', 'conversations', 'conversation', 'turns', 'history']);

function holdsList(fields: object): boolean {
	return Object.entries(fields).some(
		([name, value]) =>
			!TURNS.has(name) && Array.isArray(value) && isFields((value as readonly unknown[])[0]),
	);
}

const MEANINGS = [
	'instruction',
	'input',
	'output',
	'skill',
] as const satisfies readonly (keyof Mapping)[];
/** Share of the first rows that must be as wide as the first one: prose has commas too. */
const LEAST_EVEN = 0.6;

/** The layout of what is no JSON, from its first rows as a parser of tables cuts them at `delimiter`. */
export function tableLayoutOf(rows: readonly (readonly string[])[], delimiter: string): Layout {
	const [first = []] = rows;
	const isNamed = MEANINGS.some((meaning) => usual(meaning, first) !== null);
	const even = rows.filter(({ length }) => length === first.length).length;
	const isTable = first.length > 1 && even >= rows.length * LEAST_EVEN;
	if (!isTable && !isNamed) return { kind: 'text' };
	const areWords = first.every((cell) => /^[\p{L}\p{N} _.-]{1,40}$/u.test(cell.trim()));
	return { kind: 'table', delimiter, hasHeader: isNamed || (areWords && rows.length > 1) };
}
