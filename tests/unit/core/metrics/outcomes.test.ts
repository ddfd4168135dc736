import { expect, test } from 'vitest';
import { outcomeOf, outcomesOf } from '../../../../src/core/metrics/outcomes.ts';
import golden from '../../../golden/wilson-intervals.json' with { type: 'json' };

const pair = (teacherFirst: number, studentFirst: number) => ({ teacherFirst, studentFirst });

test.each([
	['the student, when both orders prefer it', pair(-2, -0.5), 'won'],
	['the teacher, when both orders prefer it', pair(1, 3), 'lost'],
	['nobody, when the orders prefer different ones', pair(-1, 1), 'tied'],
	['nobody, when one order sees a tie', pair(0, 4), 'tied'],
	['nobody, when both do', pair(0, 0), 'tied'],
] as const)('a pair is won by %s', (_, orders, outcome) => {
	expect(outcomeOf(orders)).toBe(outcome);
});

test('shares carry the interval of the reference implementation', () => {
	for (const { agreeing, n, value, low, high } of golden.cases) {
		const pairs = Array.from({ length: n }, (_, index) =>
			index < agreeing ? pair(1, 1) : pair(-1, 1),
		);
		const { lost, tied, won } = outcomesOf(pairs);
		expect([lost.count, tied.count, won.count]).toEqual([agreeing, n - agreeing, 0]);
		expect(lost.share.value).toBeCloseTo(value, 12);
		expect(lost.share).toMatchObject({
			low: expect.closeTo(low, 9) as number,
			high: expect.closeTo(high, 9) as number,
			n,
		});
	}
});

test('of no pair there is no share, and a reason', () => {
	expect(outcomesOf([]).won).toEqual({
		count: 0,
		share: { value: undefined, reason: 'no pair was scored in both orders' },
	});
});
