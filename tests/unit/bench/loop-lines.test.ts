/** The loop bench's paired comparisons, on which the figures of docs/log.md rest. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { summariesOf } from '../../../bench/loop/lines.mjs';

type Golden = {
	readonly cases: readonly {
		readonly differences: readonly number[];
		readonly confidence: number;
		readonly value: number;
		readonly low: number;
		readonly high: number;
		readonly n: number;
	}[];
};
const path = new URL('../../golden/t-intervals.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(path, 'utf8')) as Golden;

/** `paper` beyond `uni` by these shares, a seed each; the last iteration is 3. */
const linesOf = (differences: readonly number[]) =>
	differences.flatMap((difference, seed) =>
		[0.5, 0.5 + difference].map((heldOut, at) => ({
			seed,
			condition: at === 0 ? 'uni' : 'paper',
			iteration: 3,
			heldOut,
			wallMin: 1,
		})),
	);

test.each(cases.filter(({ confidence, n }) => confidence === 0.95 && n <= 10))(
	'the gain over $n seeds and its interval are those of a paired t-test',
	({ differences, value, low, high, n }) => {
		const [summary] = summariesOf(linesOf(differences), 3);
		expect(summary).toMatchObject({ condition: 'paper', versus: 'uni', seeds: n });
		expect(summary?.gain).toBeCloseTo(100 * value, 8);
		// The quantiles stand with three decimals.
		expect(summary?.gainLow).toBeCloseTo(100 * low, 1);
		expect(summary?.gainHigh).toBeCloseTo(100 * high, 1);
	},
);

test('a seed counts only where both conditions have reached the iteration', () => {
	const lines = linesOf([0.01, 0.02, 0.03]);
	const [summary] = summariesOf(
		lines.filter(({ seed, condition }) => !(seed === 2 && condition === 'uni')),
		3,
	);
	expect(summary).toMatchObject({ seeds: 2 });
	expect(summary?.gain).toBeCloseTo(1.5, 8);
	expect(summariesOf(lines, 2)).toEqual([]);
});
