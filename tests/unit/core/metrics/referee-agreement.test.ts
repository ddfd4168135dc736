import { expect, it } from 'vitest';
import { refereeAgreement } from '../../../../src/core/metrics/referee-agreement.ts';
import golden from '../../../golden/wilson-intervals.json' with { type: 'json' };

const pair = (teacherFirst: number, studentFirst: number) => ({ teacherFirst, studentFirst });

it('counts who is better, not by how much; a draw agrees with a draw only', () => {
	const pairs = [pair(3, 0.5), pair(-1, -4), pair(0, 0), pair(2, -2), pair(0, 1)];
	expect(refereeAgreement(pairs)).toMatchObject({ value: 3 / 5, n: 5 });
});

it.each(golden.cases)('has scipy’s Wilson interval: $agreeing of $n', (expected) => {
	const pairs = Array.from({ length: expected.n }, (_, index) =>
		index < expected.agreeing ? pair(1, 2) : pair(1, -1),
	);
	expect(refereeAgreement(pairs)).toEqual({
		value: expect.closeTo(expected.value, 12) as number,
		low: expect.closeTo(expected.low, 12) as number,
		high: expect.closeTo(expected.high, 12) as number,
		n: expected.n,
	});
});

it('is undefined, with the reason, over nothing', () => {
	expect(refereeAgreement([])).toEqual({
		value: undefined,
		reason: 'no pair was scored in both orders',
	});
});
