/** The words of one text as stretches of it: no string a word, which would have to be made, hashed and thrown away. */

/** Reused from text to text. */
export class WordList {
	/** The text as it was folded; word `at` runs from starts[at] to ends[at]. */
	text = '';
	count = 0;
	starts = new Uint32Array(64);
	ends = new Uint32Array(64);

	/** Forgets the last text's words. */
	begin(text: string): void {
		this.text = text;
		this.count = 0;
	}

	push(start: number, end: number): void {
		const at = this.count++;
		if (at === this.starts.length) this.#grow();
		this.starts[at] = start;
		this.ends[at] = end;
	}

	/** The words themselves. */
	toStrings(): string[] {
		return Array.from({ length: this.count }, (_, at) =>
			this.text.slice(this.starts[at], this.ends[at]),
		);
	}

	#grow(): void {
		const [starts, ends] = [this.starts, this.ends];
		this.starts = new Uint32Array(starts.length * 2);
		this.ends = new Uint32Array(ends.length * 2);
		this.starts.set(starts);
		this.ends.set(ends);
	}
}
