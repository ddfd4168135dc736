/** Finds JSON objects in a model's reply. */

/** The first balanced `{…}` of the text that parses; undefined when there is none. */
export function firstJsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
	for (let start = text.indexOf('{'); start >= 0; start = text.indexOf('{', start + 1)) {
		const end = closingBrace(text, start);
		if (end === undefined) return undefined;
		const value = parsed(text.slice(start, end + 1));
		if (value !== undefined) return value;
	}
	return undefined;
}

/** Every balanced `{…}` that parses and that `isWanted`, with where it ends; what lies in one that isn't is looked at too. */
export function wantedObjects(
	text: string,
	isWanted: (object: Readonly<Record<string, unknown>>) => boolean,
): readonly FoundObject[] {
	const found: FoundObject[] = [];
	let start = text.indexOf('{');
	while (start >= 0) {
		const last = closingBrace(text, start);
		const object = last === undefined ? undefined : parsed(text.slice(start, last + 1));
		const isTaken = object !== undefined && isWanted(object);
		if (isTaken && last !== undefined) found.push({ object, end: last + 1 });
		start = text.indexOf('{', (isTaken ? (last ?? start) : start) + 1);
	}
	return found;
}

type FoundObject = {
	readonly object: Readonly<Record<string, unknown>>;
	/** Where the text after it begins. */
	readonly end: number;
};

function closingBrace(text: string, start: number): number | undefined {
	let depth = 0;
	let quoted = false;
	for (let index = start; index < text.length; index++) {
		const character = text[index];
		if (quoted) {
			if (character === '\\') index++;
			else if (character === '"') quoted = false;
		} else if (character === '"') quoted = true;
		else if (character === '{') depth++;
		else if (character === '}' && --depth === 0) return index;
	}
	return undefined;
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null && !Array.isArray(value)
			? (value as Record<string, unknown>)
			: undefined;
	} catch (thrown) {
		if (thrown instanceof SyntaxError) return undefined;
		throw thrown;
	}
}
