/** A column of a table: its head, whether its cells are numbers, whether its head is only heard. */
export type Column = {
	readonly name: string;
	readonly numeric?: boolean;
	readonly hidden?: boolean;
	/** Left out under 60 rem; its cells carry the class beyond-narrow. */
	readonly isBeyondNarrow?: boolean;
};
