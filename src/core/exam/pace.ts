/** How fast a student answers, over the last while, and how long the rest will take by that. */
import { tReaching } from '../metrics/t-interval.ts';

/** A stretch of work is at least so long, in ms: answers come in bursts, as batches end. */
const STRETCH_MS = 2000;
/** Answers that come closer together, in ms, are those of one batch. */
const BURST_MS = 50;
/** Stretches that are looked at: about the last minute of a fast student. */
const MOST_STRETCHES = 20;
/** Of fewer nobody could tell how much they differ. */
const LEAST_STRETCHES = 3;

type Stretch = {
	readonly ms: number;
	readonly answers: number;
	/** null: of some answer nobody told. */
	readonly tokens: number | null;
};

export type Pace = {
	readonly answersPerMinute: number;
	/** null where an endpoint doesn't tell tokens. */
	readonly tokensPerSecond: number | null;
	/** Squared standard error of the mean seconds an answer takes. */
	readonly meanVariance: number;
	/** Variance of the seconds that one more answer takes. */
	readonly answerVariance: number;
	/** Of the two. */
	readonly degreesOfFreedom: number;
};

/** Takes note of answers as they come; time in which nothing was asked doesn't count. */
export class PaceMeter {
	#stretches: Stretch[] = [];
	#began = 0;
	/** When the last answer came. */
	#last = 0;
	/** When the first of those came that came without a pause. */
	#burstBegan = 0;
	#answers = 0;
	#tokens: number | null = 0;

	/** Work begins, or goes on, at `ms` of a steady clock; a stretch that was under way is forgotten. */
	begin(ms: number): void {
		this.#began = ms;
		this.#last = ms;
		this.#burstBegan = Math.max(ms, this.#burstBegan);
		this.#answers = 0;
		this.#tokens = 0;
	}

	answered(ms: number, tokens: number | null): void {
		this.#closeBefore(ms);
		this.#last = ms;
		this.#answers++;
		this.#tokens = added(this.#tokens, tokens);
	}

	/** A stretch ends with a burst, not within it, where bursts can be told apart. */
	#closeBefore(ms: number): void {
		const took = this.#last - this.#began;
		const isApart = ms - this.#last > BURST_MS;
		const isUnbroken = this.#last - this.#burstBegan >= STRETCH_MS;
		if (isApart || isUnbroken) this.#burstBegan = ms;
		if (took < STRETCH_MS || !(isApart || isUnbroken)) return;
		const stretch = { ms: took, answers: this.#answers, tokens: this.#tokens };
		this.#stretches = [...this.#stretches, stretch].slice(-MOST_STRETCHES);
		this.begin(this.#last);
	}

	/** null: too little was seen. */
	get pace(): Pace | null {
		return paceOf(this.#stretches);
	}
}

/** The ratio estimate of time over answers (Cochran 1977, 6.4), stretches being what is drawn. */
function paceOf(stretches: readonly Stretch[]): Pace | null {
	const n = stretches.length;
	if (n < LEAST_STRETCHES) return null;
	const sum = (of: (stretch: Stretch) => number) =>
		stretches.reduce((total, stretch) => total + of(stretch), 0);
	const answers = sum((stretch) => stretch.answers);
	const seconds = sum(({ ms }) => ms) / 1000;
	const tokens = stretches.reduce<number | null>((total, one) => added(total, one.tokens), 0);
	const mean = seconds / answers;
	const spread = sum(({ ms, answers: some }) => (ms / 1000 - mean * some) ** 2) / (n - 1);
	return {
		answersPerMinute: (60 * answers) / seconds,
		tokensPerSecond: tokens === null ? null : tokens / seconds,
		meanVariance: (n * spread) / answers ** 2,
		answerVariance: (n * spread) / answers,
		degreesOfFreedom: n - 1,
	};
}

function added(one: number | null, other: number | null): number | null {
	return one === null || other === null ? null : one + other;
}

/** Seconds; both ends are known. */
export type TimeLeft = { readonly low: number; readonly high: number };

/** The 95 % prediction interval of the seconds that `answers` more take at this pace. */
export function timeLeft(pace: Pace, answers: number): TimeLeft {
	const { answersPerMinute, meanVariance, answerVariance, degreesOfFreedom } = pace;
	const expected = (60 * answers) / answersPerMinute;
	const variance = answers ** 2 * meanVariance + answers * answerVariance;
	const reach = tReaching(0.95, degreesOfFreedom) * Math.sqrt(variance);
	return { low: Math.max(0, expected - reach), high: expected + reach };
}
