/** One facet of all rows: a small number a row, which stands for the values that the row has. */
import type { FacetValue } from './filter.ts';
import { grown } from './grown.ts';

export class FacetColumn {
	/** By slot: place in `sets`. */
	codes = new Uint32Array(1024);
	/** Every set of values that occurred. */
	readonly sets: (readonly FacetValue[])[] = [];
	/** Raised when a row's values change. */
	version = 0;
	/** By code: rows that have it. */
	readonly #uses: number[] = [];
	#known = 0;
	readonly #codeOf = new Map<string, number>();

	at(slot: number): readonly FacetValue[] {
		return this.sets[this.codes[slot] ?? 0] ?? [];
	}

	/** `values`: at least one. Slots are first set in their order. */
	set(slot: number, values: readonly FacetValue[]): void {
		const key = values.join('\0');
		let code = this.#codeOf.get(key);
		if (code === undefined) {
			code = this.sets.push(values) - 1;
			this.#codeOf.set(key, code);
			this.#uses.push(0);
		}
		if (slot >= this.codes.length) this.codes = grown(this.codes, slot);
		const before = this.codes[slot] ?? 0;
		if (slot >= this.#known) this.#known = slot + 1;
		else if (before === code) return;
		else this.#count(before, -1);
		this.#count(code, 1);
		this.codes[slot] = code;
		this.version++;
	}

	/** By code: 1 where one of the values is wanted; all 1 when nothing is. */
	passes(wanted: readonly FacetValue[]): Uint8Array {
		return Uint8Array.from(this.sets, (values) =>
			wanted.length === 0 || values.some((value) => wanted.includes(value)) ? 1 : 0,
		);
	}

	/** Of counts by code the counts by value; every value that a row has is named. */
	byValue(counts: Uint32Array): ReadonlyMap<FacetValue, number> {
		const found = new Map<FacetValue, number>();
		for (const [code, values] of this.sets.entries())
			if (this.#uses[code] !== 0)
				for (const value of values) found.set(value, (found.get(value) ?? 0) + (counts[code] ?? 0));
		return found;
	}

	#count(code: number, by: 1 | -1): void {
		this.#uses[code] = (this.#uses[code] ?? 0) + by;
	}
}
