/** What one teacher allows in requests and in tokens: known, learnt, or unknown. */
import { Meter, type Mark } from './meter.ts';
import type { ToldLimits } from './told.ts';

/** The user's limits, a minute; left out: not given. */
export type GivenLimits = {
	readonly requestsPerMinute?: number | undefined;
	readonly tokensPerMinute?: number | undefined;
};

/** What was taken for a call on its way. */
export type Taken = { readonly requests: Mark; readonly tokens: Mark; readonly amount: number };

/** Of so many latest calls … */
const OUTCOMES_KEPT = 40;
/** … a refusal of more than these for too many says that the limit we keep to isn't the provider's. */
const REFUSED_TOO_OFTEN = 8;
/** Calls after a change before a little more is tried. */
const CALLS_TO_WIDEN = 200;

export class Allowance {
	readonly #requests: Meter;
	readonly #tokens: Meter;
	#refusals: boolean[] = [];
	#sinceChange = 0;

	constructor({ requestsPerMinute, tokensPerMinute }: GivenLimits, now: number) {
		this.#requests = new Meter(requestsPerMinute, now);
		this.#tokens = new Meter(tokensPerMinute, now);
	}

	/** false: nothing is known that a call could be held back by. */
	get isKnown(): boolean {
		return this.#requests.isKnown || this.#tokens.isKnown;
	}

	/** Until a call of `tokens` may go out, in ms. */
	waitMs(tokens: number, now: number): number {
		return Math.max(this.#requests.waitMs(1, now), this.#tokens.waitMs(tokens, now));
	}

	/** A call of at most `tokens` goes out now. */
	take(tokens: number, now: number): Taken {
		return {
			requests: this.#requests.take(1, now),
			tokens: this.#tokens.take(tokens, now),
			amount: tokens,
		};
	}

	/** The call took `tokens`; what was reserved beyond is given back. A request stays one, whatever became of it. */
	settle(taken: Taken, tokens: number, now: number): void {
		this.#tokens.giveBack(taken.amount - tokens, now);
	}

	tell(taken: Taken, told: ToldLimits, now: number): void {
		if (told.requests !== null) this.#requests.tell(taken.requests, told.requests, now);
		if (told.tokens !== null) this.#tokens.tell(taken.tokens, told.tokens, now);
	}

	/** Whether a call was refused because there were too many. Many such, and what we keep to is narrowed. */
	outcome(isRefused: boolean, now: number): void {
		this.#refusals = [...this.#refusals, isRefused].slice(-OUTCOMES_KEPT);
		this.#sinceChange++;
		const isTooOften = this.#refusals.filter(Boolean).length > REFUSED_TOO_OFTEN;
		if (!isTooOften && this.#sinceChange < CALLS_TO_WIDEN) return;
		this.#sinceChange = 0;
		if (isTooOften) this.#refusals = [];
		for (const meter of [this.#requests, this.#tokens])
			if (isTooOften) meter.narrow(now);
			else meter.widen(now);
	}
}
