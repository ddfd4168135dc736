import { expect, test } from 'vitest';
import { firstOf, PAGE_ROWS, pageOf, pagesAround } from '../../../../src/core/pools/paging.ts';

test('the pages around what is in view hold it and the next ones, and none beyond the list', () => {
	expect(pagesAround(0, 20, 1000)).toEqual([0, 1]);
	expect(pagesAround(120, 140, 1000)).toEqual([1, 2, 3]);
	expect(pagesAround(980, 999, 1000)).toEqual([18, 19]);
	expect(pagesAround(0, 0, 0)).toEqual([0]);
	expect(pagesAround(990, 999, 30)).toEqual([]);
	expect(firstOf(pageOf(PAGE_ROWS * 3 + 7))).toBe(PAGE_ROWS * 3);
});
