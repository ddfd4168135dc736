import { expect, test } from 'vitest';
import { evaluateFinding } from '../../../../../src/ui/pages/evaluate/evaluate-finding.ts';
import { around, scoreRow } from '../../../../fakes/loop-scene.ts';
import { studentRow } from '../../../../fakes/rows.ts';

const STUDENTS = [-1, 0, 1].map((iteration) => studentRow(iteration));
const sentence = (...scores: Parameters<typeof evaluateFinding>[1]) =>
	evaluateFinding(STUDENTS, scores)?.sentence;

test('before any score there is no finding', () => {
	expect(sentence()).toBeUndefined();
	expect(sentence(scoreRow(0, 0, { relative: null }))).toBeUndefined();
});

test('the first student reaches a share of the teacher', () => {
	expect(sentence(scoreRow(-1, 45.6))).toBe('base reaches 45.6\u00a0% of the teacher.');
});

test.each([
	[around(5, 2), 'student-1 is better than student-0 on held-out instructions.'],
	[around(1, 2), 'student-1 may be no better than student-0 on held-out instructions.'],
	[around(-5, 2), 'student-1 is worse than student-0 on held-out instructions.'],
])('a gain of %o is said in words', (gain, words) => {
	expect(sentence(scoreRow(1, 60, { gain }))).toBe(words);
});

test('two sets are told apart where they say different things', () => {
	const development = { set: 'development' as const, gain: around(1, 2) };
	expect(sentence(scoreRow(1, 60), scoreRow(1, 58, development))).toBe(
		'student-1 is better than student-0 on held-out and may be no better than student-0 on development instructions.',
	);
});

test('it says of answers that were computed elsewhere where that was', () => {
	const origin = 'http://127.0.0.1:4748';
	const why = (n: number) => {
		const score = scoreRow(0, 57.4);
		const elsewhere = { n: n === 0 ? score.n : n, origins: [origin] };
		return evaluateFinding(STUDENTS, [{ ...score, elsewhere }])?.why;
	};
	expect(why(0)).toContain(`Its answers were computed at ${origin}, not on this device.`);
	expect(why(1)).toContain(`1 of its answers was computed at ${origin}`);
	expect(evaluateFinding(STUDENTS, [scoreRow(0, 57.4)])?.why).not.toContain('computed');
});
