import { expect, test } from 'vitest';
import { ReplyClock } from '../../../../workers/student/reply-clock.ts';

/** A clock whose readings are given. */
const readings = (...ms: readonly number[]) => {
	const left = [...ms];
	return () => left.shift() ?? NaN;
};

test('the prompt is read until the first token, and the others come after it, the end token too', () => {
	const clock = new ReplyClock(20, readings(1000, 1100, 1150, 1200));
	clock.token(false);
	clock.token(false);
	clock.token(true);
	expect(clock.facts()).toEqual({
		promptTokens: 20,
		tokens: 2,
		firstTokenMs: 100,
		prefillPerSecond: 200,
		decodePerSecond: 20,
	});
});

test('a single token has no speed', () => {
	const clock = new ReplyClock(20, readings(0, 10));
	clock.token(false);
	expect(clock.facts()).toMatchObject({ tokens: 1, decodePerSecond: null });
});
