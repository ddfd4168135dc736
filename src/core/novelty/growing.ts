/** Typed arrays that grow, and counting bits in 32 of them. */

/** `array` itself when it holds `length`, else a copy at least half as large again. */
export function grown(array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer>;
export function grown(array: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer>;
export function grown(array: Uint16Array<ArrayBuffer>, length: number): Uint16Array<ArrayBuffer>;
export function grown<T extends Int32Array | Uint32Array | Uint16Array>(
	array: T,
	length: number,
): Int32Array | Uint32Array | Uint16Array {
	if (array.length >= length) return array;
	const capacity = Math.max(length, Math.floor(array.length * 1.5));
	const larger =
		array instanceof Int32Array
			? new Int32Array(capacity)
			: array instanceof Uint32Array
				? new Uint32Array(capacity)
				: new Uint16Array(capacity);
	larger.set(array);
	return larger;
}

/** How many of the 32 bits are set. */
export function bitCount(bits: number): number {
	let pairs = bits - ((bits >>> 1) & 0x55555555);
	pairs = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
	return Math.imul((pairs + (pairs >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
