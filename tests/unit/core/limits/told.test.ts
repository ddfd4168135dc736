import { expect, test } from 'vitest';
import { periodMsOf } from '../../../../src/core/limits/told.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test.each([
	['as told', { limit: 10, remaining: 5, resetMs: 1, periodMs: 1000 }, 1000],
	[
		'a minute where no reset is told',
		{ limit: 10, remaining: 5, resetMs: null, periodMs: null },
		MINUTE,
	],
	[
		'a minute for OpenAI’s tokens',
		{ limit: 150_000, remaining: 149_984, resetMs: 6, periodMs: null },
		MINUTE,
	],
	[
		'a minute for a window of one that has just begun',
		{ limit: 50, remaining: 49, resetMs: 59_000, periodMs: null },
		MINUTE,
	],
	[
		'a day for Groq’s requests: 30 used come back in 3 minutes',
		{ limit: 14_400, remaining: 14_370, resetMs: 179_560, periodMs: null },
		DAY,
	],
	[
		'an hour for a tenth used that comes back in 6 minutes',
		{ limit: 100, remaining: 90, resetMs: 360_000, periodMs: null },
		HOUR,
	],
	[
		'an hour for a window of one that has just begun',
		{ limit: 100, remaining: 99, resetMs: 3_500_000, periodMs: null },
		HOUR,
	],
	[
		'a day for all that is longer',
		{ limit: 100, remaining: 0, resetMs: 7 * DAY, periodMs: null },
		DAY,
	],
])('the period is %s', (_, told, period) => {
	expect(periodMsOf(told)).toBe(period);
});
