import { expect, test } from 'vitest';
import { mayBothStay } from '../../../../src/core/models/two-students.ts';

const GIB = 2 ** 30;

test('two small students stay loaded, two large ones take turns', () => {
	expect(mayBothStay([5e6, 5e6], 8 * GIB)).toBe(true);
	expect(mayBothStay([5e6, 5e6], 2 * GIB)).toBe(true);
	expect(mayBothStay([900e6, 900e6], 8 * GIB)).toBe(false);
	expect(mayBothStay([300e6, 300e6], 8 * GIB)).toBe(true);
	expect(mayBothStay([300e6, 300e6], 4 * GIB)).toBe(false);
});

test('what nobody tells is taken for little memory and a large student', () => {
	expect(mayBothStay([5e6, 5e6], null)).toBe(true);
	expect(mayBothStay([300e6, 300e6], null)).toBe(false);
	expect(mayBothStay([5e6, null], 8 * GIB)).toBe(false);
});
