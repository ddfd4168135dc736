/** What a provider tells of its limits beside a reply, in no provider's own words. */
import type { Usage } from '../call.ts';

export type ToldLimit = {
	/** Most in one period; null where only the rest is told. */
	readonly limit: number | null;
	/** What was left when the call was let in, the call itself taken off. */
	readonly remaining: number | null;
	/** Until all of it is there again, in ms. */
	readonly resetMs: number | null;
	/** In ms; null where it isn't told. */
	readonly periodMs: number | null;
};

/** null: nothing was told of it. */
export type ToldLimits = {
	readonly requests: ToldLimit | null;
	readonly tokens: ToldLimit | null;
};

/** Listens to them. */
export type HearLimits = (told: ToldLimits) => void;

/** Listens to a reply that comes piece by piece. */
export type HearStream = {
	readonly limits: HearLimits;
	readonly usage: (took: Usage) => void;
};

const MINUTE_MS = 60_000;
const LONGEST_MS = 24 * 60 * MINUTE_MS;
const PERIODS_MS = [MINUTE_MS, 60 * MINUTE_MS, LONGEST_MS];
/** Some tell the reset in whole seconds, rounded up. */
const RESET_ROUNDING_MS = 1500;

/**
 * The period of a limit, in ms: as told, else the shortest of minute, hour and day in which what is used up could come
 * back by the reset. A minute where neither is told.
 */
export function periodMsOf({ limit, remaining, resetMs, periodMs }: ToldLimit): number {
	if (periodMs !== null) return periodMs;
	if (limit === null || remaining === null || resetMs === null) return MINUTE_MS;
	const usedShare = Math.min(1, Math.max(0, limit - remaining) / limit);
	// Windows that end for all at once are told with resets beyond the used share, but never beyond the window.
	const possible = PERIODS_MS.filter((period) => period + RESET_ROUNDING_MS >= resetMs);
	const [shortest = LONGEST_MS] = possible;
	if (shortest === MINUTE_MS) return shortest;
	return possible.find((period) => usedShare * period + RESET_ROUNDING_MS >= resetMs) ?? shortest;
}
