import { expect, test } from 'vitest';
import { SharedPace } from '../../../../src/adapters/student/shared-pace.ts';

const answers = (count: number, tokens = 3) =>
	Array.from({ length: count }, (_, index) => ({
		...{ index, text: '', tokens },
		finish: 'stop' as const,
	}));

test('of one line and share is what was measured of it', () => {
	const pace = new SharedPace();
	const tell = pace.begin(0);
	expect(pace.measured).toBeNull();
	tell(answers(8), null);
	expect(pace.measured).toBeNull();
	tell(answers(8), { batch: 8, answersPerMinute: 100 });
	expect(pace.measured).toEqual({ batch: 8, answersPerMinute: 100, decodeTokensPerSecond: null });
});

test('is the sum of the lines that worked, with the batch of the first', () => {
	const pace = new SharedPace();
	pace.begin(1)(answers(4), { batch: 32, answersPerMinute: 50, decodeTokensPerSecond: 20 });
	expect(pace.measured).toBeNull();
	pace.begin(0)(answers(8), { batch: 8, answersPerMinute: 100, decodeTokensPerSecond: 30 });
	pace.begin(2);
	expect(pace.measured).toEqual({
		...{ batch: 8, answersPerMinute: 150, decodeTokensPerSecond: 50 },
		workers: 2,
	});
});

test('of several shares of a line is over the time that all took', () => {
	const pace = new SharedPace();
	// 30 answers in a minute, 90 tokens in 9 s; then 30 in half a minute, 60 in 3 s.
	pace.begin(0)(answers(30, 3), { batch: 8, answersPerMinute: 30, decodeTokensPerSecond: 10 });
	pace.begin(0)(answers(30, 2), { batch: 16, answersPerMinute: 60, decodeTokensPerSecond: 20 });
	const measured = pace.measured;
	expect(measured?.batch).toBe(16);
	expect(measured?.answersPerMinute).toBeCloseTo(40, 9);
	expect(measured?.decodeTokensPerSecond).toBeCloseTo(12.5, 9);
});
