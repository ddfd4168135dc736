import { expect, it } from 'vitest';
import { pairedTInterval } from '../../../../src/core/metrics/t-interval.ts';
import golden from '../../../golden/t-intervals.json' with { type: 'json' };

it.each(golden.cases)(
	'is scipy’s of $n differences at $confidence',
	({ differences, confidence, value, low, high, n }) => {
		expect(pairedTInterval(differences, confidence)).toEqual({
			value: expect.closeTo(value, 10) as number,
			low: expect.closeTo(low, 8) as number,
			high: expect.closeTo(high, 8) as number,
			n,
		});
	},
);

it('is undefined, with the reason, for fewer than two differences', () => {
	expect(pairedTInterval([])).toEqual({
		value: undefined,
		reason: 'there is no difference to average',
	});
	expect(pairedTInterval([0.3])).toEqual({
		value: undefined,
		reason: 'one difference has no interval',
	});
});
