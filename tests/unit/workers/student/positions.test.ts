import { expect, test } from 'vitest';
import { asFloat32, positionsOf } from '../../../../workers/student/positions.ts';

test('a token’s place is how many that count stand before it; padding at the left counts none', () => {
	const mask = BigInt64Array.of(...[0n, 0n, 1n, 1n, 1n], ...[1n, 1n, 1n, 1n, 1n]);
	expect([...positionsOf(mask, 2, 5)]).toEqual([0n, 0n, 0n, 1n, 2n, 0n, 1n, 2n, 3n, 4n]);
	expect([...positionsOf(mask, 2, 1)]).toEqual([2n, 4n]);
});

test('scores in 16 bits become numbers (IEEE 754-2019, binary16)', () => {
	const bits = Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400, 0xfc00, 0x8000);
	expect([...asFloat32(bits)]).toEqual([1, -2, 65504, 2 ** -24, 2 ** -14, -Infinity, -0]);
	expect([...asFloat32([0.5, -3])]).toEqual([0.5, -3]);
});
