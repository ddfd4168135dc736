export type Line = {
	readonly seed: number;
	readonly condition: string;
	readonly iteration: number;
	/** Share answered exactly right, 0–1. */
	readonly heldOut: number;
	readonly wallMin: number;
};
export type Summary = {
	readonly condition: string;
	readonly versus: string;
	/** Points with their 95 % interval. */
	readonly gain: number;
	readonly gainLow: number;
	readonly gainHigh: number;
	readonly seeds: number;
};
export function summariesOf(lines: readonly Line[], iteration: number): readonly Summary[];
