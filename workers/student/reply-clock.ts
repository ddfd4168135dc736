/** How fast one reply comes: the time to its first token, then tokens a second. */
import type { ReplyFacts } from './protocol.ts';

export class ReplyClock {
	readonly #promptTokens: number;
	readonly #now: () => number;
	readonly #began: number;
	#first: number | undefined;
	#last = 0;
	/** Steps of the network, the one to the end token too: it took its time. */
	#steps = 0;
	#tokens = 0;

	/** Begins now. `now`: a steady clock, ms. */
	constructor(promptTokens: number, now: () => number = () => performance.now()) {
		this.#promptTokens = promptTokens;
		this.#now = now;
		this.#began = now();
	}

	/** A token has come. */
	token(isEnd: boolean): void {
		this.#last = this.#now();
		this.#first ??= this.#last;
		this.#steps++;
		if (!isEnd) this.#tokens++;
	}

	facts(): Omit<ReplyFacts, 'finish' | 'logprobs'> {
		const firstTokenMs = (this.#first ?? this.#now()) - this.#began;
		const decodeMs = this.#last - (this.#first ?? this.#last);
		return {
			promptTokens: this.#promptTokens,
			tokens: this.#tokens,
			firstTokenMs,
			prefillPerSecond: (1000 * this.#promptTokens) / Math.max(firstTokenMs, 0.1),
			decodePerSecond:
				this.#steps < 2 || decodeMs <= 0 ? null : (1000 * (this.#steps - 1)) / decodeMs,
		};
	}
}
