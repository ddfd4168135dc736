/** Exact repeats of a task, known by a 106-bit hash: the texts themselves need not stay in memory. */

export class Duplicates {
	readonly #seen = new Map<number, number>();
	/** Tasks whose first half is another one's: one in many millions. */
	readonly #others = new Set<string>();

	/** Whether this instruction with this input was not met before; from now on it was. */
	isNew(instruction: string, input: string): boolean {
		// A length before the texts keeps 'a' + 'bc' and 'ab' + 'c' apart.
		const text = `${String(instruction.length)}:${instruction}${input}`;
		const first = hash53(text, 0xdeadbeef, 0x41c6ce57);
		const second = hash53(text, 0x9e3779b9, 0x85ebca6b);
		const known = this.#seen.get(first);
		if (known === undefined) {
			this.#seen.set(first, second);
			return true;
		}
		if (known === second) return false;
		const other = `${String(first)}:${String(second)}`;
		if (this.#others.has(other)) return false;
		this.#others.add(other);
		return true;
	}
}

/** cyrb53 (public domain): two multiplicative hashes over UTF-16 units, mixed to one safe integer. */
function hash53(text: string, basis1: number, basis2: number): number {
	let one = basis1;
	let two = basis2;
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		one = Math.imul(one ^ code, 2654435761);
		two = Math.imul(two ^ code, 1597334677);
	}
	one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(two ^ (two >>> 13), 3266489909);
	two = Math.imul(two ^ (two >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
	return 4294967296 * (2097151 & two) + (one >>> 0);
}
