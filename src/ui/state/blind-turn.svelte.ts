/** The deal of one blind question: who stands where, and what the person said of it. */
import type { Vote, VoteOutcome } from '../../core/vote.ts';

export class BlindTurn {
	/** Whether the chosen student stands on the left. */
	readonly isSwapped: boolean;
	#vote = $state.raw<Vote | null>(null);

	constructor(isSwapped: boolean) {
		this.isSwapped = isSwapped;
	}

	/** As it is kept; null: names are hidden still. */
	get vote(): Vote | null {
		return this.#vote;
	}
	get outcome(): VoteOutcome | null {
		return this.#vote?.outcome ?? null;
	}

	keep(vote: Vote): void {
		this.#vote = vote;
	}

	/** Taken back: it may be given anew, though the names are known. */
	forget(): void {
		this.#vote = null;
	}
}
