/** Seeded randomness: every draw of a run comes from its labels, so that it can be drawn again. */

/** Uniform in [0, 1); 32 bits of resolution. */
export type Random = () => number;

/** FNV-1a over UTF-16 code units with a final avalanche (murmur3's); unsigned 32 bits. */
function hash32(text: string, basis: number): number {
	let hash = basis;
	for (let index = 0; index < text.length; index++) {
		hash ^= text.charCodeAt(index);
		hash = Math.imul(hash, 0x01000193);
	}
	hash ^= hash >>> 16;
	hash = Math.imul(hash, 0x85ebca6b);
	hash ^= hash >>> 13;
	hash = Math.imul(hash, 0xc2b2ae35);
	return (hash ^ (hash >>> 16)) >>> 0;
}

/** A stream of its own for each list of labels (run seed, iteration, candidate …). Generator: sfc32. */
export function seededRandom(...labels: readonly (string | number)[]): Random {
	const text = labels.join('\u0000');
	let a = hash32(text, 0x811c9dc5);
	let b = hash32(text, 0x9e3779b9);
	let c = hash32(text, 0x85ebca6b);
	let counter = 1;
	const next = () => {
		const sum = (((a + b) | 0) + counter) | 0;
		counter = (counter + 1) | 0;
		a = b ^ (b >>> 9);
		b = (c + (c << 3)) | 0;
		c = ((c << 21) | (c >>> 11)) + sum;
		return (sum >>> 0) / 4_294_967_296;
	};
	for (let warmUp = 0; warmUp < 12; warmUp++) next();
	return next;
}

/** A whole number in [low, high], both included. */
export function integerBetween(random: Random, low: number, high: number): number {
	return low + Math.floor(random() * (high - low + 1));
}

/** One of `choices`; throws RangeError when there is none. */
export function pickOne<T>(random: Random, choices: readonly T[]): T {
	const index = Math.floor(random() * choices.length);
	if (index >= choices.length) throw new RangeError('pickOne: expected at least one choice, got 0');
	return choices[index] as T;
}

/** A new array in random order (Fisher–Yates); the given one stays as it is. */
export function shuffled<T>(random: Random, values: readonly T[]): T[] {
	const result = [...values];
	for (let last = result.length - 1; last > 0; last--) {
		const other = Math.floor(random() * (last + 1));
		[result[last], result[other]] = [result[other] as T, result[last] as T];
	}
	return result;
}
