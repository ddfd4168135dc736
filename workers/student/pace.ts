/** How fast a network answers, by its own time: what else the worker and the page do is left out. */
import type { Measured } from './protocol.ts';

export class Pace {
	#workedMs = 0;
	#answers = 0;
	#decodedTokens = 0;
	#decodingMs = 0;

	/** A step of `ms` gave `tokens`; `isFirst`: it read the prompts. */
	step(ms: number, tokens: number, isFirst: boolean): void {
		this.#workedMs += ms;
		if (isFirst) return;
		this.#decodedTokens += tokens;
		this.#decodingMs += ms;
	}

	ended(answers: number): void {
		this.#answers += answers;
	}

	measured(batch: number): Measured {
		return {
			batch,
			answersPerMinute: this.#answers / (this.#workedMs / 60_000),
			decodeTokensPerSecond:
				this.#decodingMs > 0 ? (1000 * this.#decodedTokens) / this.#decodingMs : null,
		};
	}
}
