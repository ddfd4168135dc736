/** How often a connection broke in a row without bringing anything new: what goes forward is never given up. */

export class Breaks {
	#most: number;
	#inVain = 0;

	/** `have`: bytes that were there before. */
	constructor(have: number) {
		this.#most = have;
	}

	/** Notes one more, after which `have` bytes are there; returns how many before it brought nothing. */
	note(have: number): number {
		if (have > this.#most) [this.#most, this.#inVain] = [have, 0];
		return this.#inVain++;
	}
}
