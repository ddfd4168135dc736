/** Where a JSON value ends and how deep it goes, found character by character: a file of any size passes through. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

export class JsonScanner {
	#depth = 0;
	#deepest = 0;
	#isInString = false;
	#isEscaped = false;

	/** Levels of lists and objects that were open at once, so far. */
	get deepest(): number {
		return this.#deepest;
	}

	reset(): void {
		this.#depth = 0;
		this.#deepest = 0;
		this.#isInString = false;
		this.#isEscaped = false;
	}

	/**
	 * Reads on from `from`; the place behind the value, or −1 when the text ends first. A number or word ends before the
	 * comma or bracket that follows it.
	 */
	scan(text: string, from: number): number {
		for (let at = from; at < text.length; at++) {
			const end = this.#take(text.charCodeAt(at));
			if (end !== undefined) return at + end;
		}
		return -1;
	}

	/** 0: the value ended before this character; 1: it ends with it; undefined: it goes on. */
	#take(code: number): 0 | 1 | undefined {
		if (this.#isInString) {
			this.#inString(code);
			return undefined;
		}
		switch (code) {
			case QUOTE:
				this.#isInString = true;
				return undefined;
			case OPEN_OBJECT:
			case OPEN_LIST:
				this.#open();
				return undefined;
			case CLOSE_OBJECT:
			case CLOSE_LIST:
				return this.#close(code);
			default:
				return code === COMMA && this.#depth === 0 ? 0 : undefined;
		}
	}

	#close(code: number): 0 | 1 | undefined {
		// A stray brace is part of what is no JSON; a stray bracket is that of the list around.
		if (this.#depth === 0) return code === CLOSE_LIST ? 0 : undefined;
		return --this.#depth === 0 ? 1 : undefined;
	}

	#open(): void {
		this.#depth++;
		if (this.#depth > this.#deepest) this.#deepest = this.#depth;
	}

	#inString(code: number): void {
		if (this.#isEscaped) this.#isEscaped = false;
		else if (code === BACKSLASH) this.#isEscaped = true;
		else if (code === QUOTE) this.#isInString = false;
	}
}

/** Levels of the text's lists and objects; stops counting where it is cut off. */
export function levelsOf(text: string): number {
	const scanner = new JsonScanner();
	scanner.scan(text, 0);
	return scanner.deepest;
}
