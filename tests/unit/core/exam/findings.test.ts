import { describe, expect, test } from 'vitest';
import { agreementOf, contains, FindingCount } from '../../../../src/core/exam/findings.ts';
import { examAnswer, examTask, sideBySide } from '../../../fakes/exam-rows.ts';

describe('a row side by side', () => {
	test('is the same or differs by what was said, white space around it aside', () => {
		expect(agreementOf(sideBySide(examTask(0), ['4', ' 4\n', null]))).toBe('same');
		expect(agreementOf(sideBySide(examTask(0), ['4', '5']))).toBe('differing');
		expect(agreementOf(sideBySide(examTask(0), ['4', null]))).toBe('open');
	});

	test('is found by any of its texts, whatever their case', () => {
		const task = examTask(0, { input: 'Paris', skill: 'lookups', reference: 'FRANCE' });
		const row = sideBySide(task, ['Gaul', null]);
		for (const text of ['task 0', 'paris', 'LOOKUPS', 'france', 'gaul', ' '])
			expect(contains(row, text), text).toBe(true);
		expect(contains(row, 'Rome')).toBe(false);
	});
});

describe('what a student’s answers come to', () => {
	test('is its share of exact answers with Wilson’s interval, over instructions that have a reference', () => {
		const count = new FindingCount();
		for (let order = 0; order < 10; order++)
			count.take(examTask(order, { reference: 'yes' }), {
				kind: 'answered',
				answer: examAnswer('s1', order, order < 7 ? 'yes ' : 'Yes', { tokens: 2 }),
			});
		count.take(examTask(10), {
			kind: 'answered',
			answer: examAnswer('s1', 10, 'abcd', { finish: 'length', tokens: 13 }),
		});
		count.take(examTask(11), { kind: 'failed', code: 'student/x', message: '' });
		count.take(examTask(12), { kind: 'open' });
		const { exact, ...rest } = count.finding;
		expect(rest).toEqual({
			...{ answered: 11, failed: 1, cut: 1, exactCount: 7, meanTokens: 3 },
			meanChars: (7 * 4 + 3 * 3 + 4) / 11,
		});
		// Wilson's score interval of 7 of 10: (7 + z²/2 ± z √(2.1 + z²/4)) / (10 + z²), z = 1.959964.
		expect(exact).toMatchObject({ value: 0.7, n: 10 });
		if (exact.value === undefined) throw new Error('expected a share');
		expect(exact.low).toBeCloseTo(0.3967781, 6);
		expect(exact.high).toBeCloseTo(0.8922087, 6);
	});

	test('is no share where no instruction has a reference', () => {
		const count = new FindingCount();
		count.take(examTask(0), { kind: 'answered', answer: examAnswer('s1', 0, 'a') });
		expect(count.finding.exact).toEqual({
			value: undefined,
			reason: 'no answer has a reference to compare with',
		});
	});
});
