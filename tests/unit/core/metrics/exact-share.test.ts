import { expect, it } from 'vitest';
import { exactShareBySkill } from '../../../../src/core/metrics/exact-share.ts';

const answers = (skill: string, exact: number, n: number) =>
	Array.from({ length: n }, (_, index) => ({ skill, isExact: index < exact }));

it('counts each skill as one, however many answers it has', () => {
	expect(exactShareBySkill([...answers('sums', 30, 40), ...answers('letters', 1, 4)])).toEqual({
		value: 0.5,
		n: 44,
		skills: [
			{ skill: 'sums', share: 0.75, n: 40 },
			{ skill: 'letters', share: 0.25, n: 4 },
		],
	});
});

it('is undefined, with the reason, over nothing', () => {
	expect(exactShareBySkill([])).toEqual({ value: undefined, reason: 'nothing was answered' });
});
