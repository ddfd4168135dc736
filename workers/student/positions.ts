/** Places of tokens, for graphs that ask for them, and scores in one kind of number, for graphs that give another. */

/** [rows, new tokens]: how many tokens that count stand before each new one; padding gets 0. `mask`: [rows, all so far]. */
export function positionsOf(
	mask: BigInt64Array,
	rows: number,
	newTokens: number,
): BigInt64Array<ArrayBuffer> {
	const all = mask.length / rows;
	const positions = new BigInt64Array(rows * newTokens);
	for (let row = 0; row < rows; row++) {
		let counted = 0n;
		for (let place = 0; place < all; place++) {
			const counts = mask[row * all + place] ?? 0n;
			const isNew = place >= all - newTokens;
			if (isNew) positions[row * newTokens + place - (all - newTokens)] = counts * counted;
			counted += counts;
		}
	}
	return positions;
}

/** Graphs computed in 16 bits may give scores in them: as numbers, or as their bits where the browser has no such numbers. */
export function asFloat32(data: ArrayLike<number>): Float32Array {
	if (data instanceof Float32Array) return data;
	return Float32Array.from(data, data instanceof Uint16Array ? halfOf : (value) => value);
}

/** IEEE 754 binary16. */
function halfOf(bits: number): number {
	const sign = bits & 0x8000 ? -1 : 1;
	const exponent = (bits >> 10) & 31;
	const fraction = bits & 1023;
	if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
	if (exponent === 0) return sign * fraction * 2 ** -24;
	return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
