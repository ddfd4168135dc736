/** A measured number with its interval, or why there is none. */

export type Interval = { readonly low: number; readonly high: number };

export type Estimate = Interval & {
	readonly value: number;
	/** How many things it was measured on. */
	readonly n: number;
};

/** Nothing was measured; `reason` is a sentence part for the page: "no pairs were scored". */
export type NoEstimate = { readonly value: undefined; readonly reason: string };

export type Measured = Estimate | NoEstimate;

export function nothingMeasured(reason: string): NoEstimate {
	return { value: undefined, reason };
}
