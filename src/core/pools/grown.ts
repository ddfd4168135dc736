/** Columns that take one row more: typed arrays of twice the size. */

type Column = Uint8Array | Uint32Array | Int32Array | Float64Array;

/** A longer column with the same values, in which `slot` has room. */
export function grown<T extends Column>(column: T, slot: number): T {
	const longer = new (column.constructor as new (length: number) => T)(
		Math.max(column.length * 2, slot + 1),
	);
	longer.set(column);
	return longer;
}
