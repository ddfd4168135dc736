import { expect, it } from 'vitest';
import { NoveltyIndex } from '../../../../src/core/novelty/novelty-index.ts';
import { fMeasure, LengthPlans } from '../../../../src/core/novelty/rouge-l.ts';
import golden from '../../../golden/rouge-l-ties.json' with { type: 'json' };

/** A text of `length` words that begins with `shared` words of the other. */
const text = (length: number, shared: number, own: string) =>
	Array.from({ length }, (_, at) => `${at < shared ? 'both' : own}${String(at)}`).join(' ');

it('decides every exact tie at 0.7 as the doubles of rouge-score do', () => {
	const ties = golden.rows as [number, number, number, boolean][];
	expect(new Set(ties.map(([, , , isTooNear]) => isTooNear))).toEqual(new Set([true, false]));
	const decided = ties.map(([m, n, lcs]) => {
		const index = NoveltyIndex.of([text(n, lcs, 'record')]);
		return [m, n, lcs, !index.isNovel(text(m, lcs, 'query'))];
	});
	expect(decided).toEqual(ties);
});

it('fMeasure is 0 when nothing is shared and 1 for equals', () => {
	expect(fMeasure(0, 5, 8)).toBe(0);
	expect(fMeasure(9, 9, 9)).toBe(1);
});

it('asks for the smallest LCS that passes, and bounds it from below for all partners', () => {
	const plans = new LengthPlans(0.7);
	for (let n = 1; n <= 60; n++) {
		const needed: number[] = [];
		for (let m = 1; m <= 120; m++) {
			const shared = plans.sharedNeeded(m, n);
			expect(fMeasure(shared - 1, m, n)).toBeLessThanOrEqual(0.7);
			if (shared > Math.min(m, n)) continue;
			expect(fMeasure(shared, m, n)).toBeGreaterThan(0.7);
			needed.push(shared);
		}
		expect(plans.fewestShared(n)).toBe(Math.min(...needed));
	}
});
