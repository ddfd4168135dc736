import { expect, test } from 'vitest';
import {
	failureGroups,
	failureWords,
	retriable,
} from '../../../../../src/ui/pages/loop/failures.ts';
import { changesOf, pairCounts, pairsShown } from '../../../../../src/ui/pages/loop/pair-change.ts';
import { meaningOf, troubleOf } from '../../../../../src/ui/pages/loop/trouble.ts';
import { wordDifference } from '../../../../../src/ui/pages/loop/word-difference.ts';
import type { AnswerPair } from '../../../../../src/app/ports/library.ts';
import { VERDICT_ORDERS } from '../../../../../src/core/verdict.ts';
import { callRow, seedRow } from '../../../../fakes/rows.ts';

test('words that the reference lacks differ; the whole text is kept', () => {
	expect(wordDifference('about 42 days', '42 days')).toEqual([
		{ text: 'about', differs: true },
		{ text: ' 42 days', differs: false },
	]);
	expect(wordDifference('same', 'same')).toEqual([{ text: 'same', differs: false }]);
	expect(wordDifference('alone', null)).toEqual([{ text: 'alone', differs: false }]);
	expect(wordDifference('', 'gone')).toEqual([]);
});

test('failures are grouped by role and kind, most frequent first', () => {
	const failed = (key: string, role: 'referee' | 'teacher', code: string) =>
		callRow(key, { role, state: 'failed', failure: { code, message: `${key} failed` } });
	expect(
		failureGroups([
			failed('1', 'teacher', 'teacher/timeout'),
			failed('2', 'referee', 'teacher/not-json'),
			failed('3', 'referee', 'teacher/not-json'),
			callRow('4'),
		]).map(({ words, count, message }) => [words, count, message]),
	).toEqual([
		['referee: reply unreadable', 2, '3 failed'],
		['teacher: no reply in time', 1, '1 failed'],
	]);
});

test('a refused candidate is not asked again; one whose call failed is, and so is a refused answer', () => {
	const failed = (key: string, role: 'generator' | 'teacher', code: string) =>
		callRow(key, { role, state: 'failed', failure: { code, message: 'no' } });
	const calls = [
		failed('1', 'generator', 'teacher/filtered'),
		failed('2', 'generator', 'teacher/timeout'),
		failed('3', 'teacher', 'teacher/filtered'),
	];
	expect(retriable(calls).map(({ key }) => key)).toEqual(['2', '3']);
});

test('a reply that broke off on its way is not said to be too long', () => {
	expect(failureWords('teacher/cut-off')).toBe('reply broke off');
});

test('a missing key asks for the key; an unknown code is named by its owner', () => {
	expect(troubleOf('teacher/key-missing').remedy).toBe('key');
	expect(troubleOf('trainer/unreachable').remedy).toBe('trainer');
	expect(troubleOf('trainer/bad-token')).toMatchObject({
		happened: 'The trainer refuses the link.',
		remedy: 'trainer',
	});
	expect(troubleOf('trainer/never-heard-of')).toEqual({
		happened: 'The trainer did not do what was asked.',
		means: 'Everything asked, answered and paid for so far is kept.',
		remedy: 'trainer',
	});
	for (const code of ['__proto__', 'constructor', 'toString/valueOf'])
		expect([troubleOf(code).happened, failureWords(code)]).toEqual([
			'The run met something unexpected.',
			code,
		]);
	expect(troubleOf(null).happened).toBe('The run met something unexpected.');
});

test('what an error says stands with what it means: first where it is a sentence of ours', () => {
	const [failed, gone] = [troubleOf('teacher/calls-failed'), troubleOf('trainer/unreachable')];
	expect(meaningOf(failed, '2 of 9 calls failed.')).toBe(`2 of 9 calls failed. ${failed.means}`);
	expect(meaningOf(gone, 'no route')).toBe(`${gone.means} It said: no route`);
	expect(meaningOf(troubleOf('run/busy'), 'busy')).not.toContain('busy');
});

const MEAN = { threshold: 1, hardRule: 'mean' } as const;
/** `apart`: how much better the student did where it stood first than where it stood second, points. */
const pair = (
	order: number,
	before: number | null,
	after: number | null,
	apart = 0,
): AnswerPair => ({
	instruction: seedRow(order),
	teacher: 't',
	student: 's',
	verdicts: VERDICT_ORDERS.map((of) => ({
		order: of,
		scores:
			after === null
				? null
				: { teacher: 10, student: after + (of === 'student-first' ? apart : -apart) / 2 },
	})),
	other: 'o',
	scores: after === null ? null : { teacher: 10, student: after },
	otherScores: before === null ? null : { teacher: 10, student: before },
});

test('pairs are named by what became of them, the largest change first', () => {
	const changed = changesOf(
		[
			pair(0, 4, 4),
			pair(1, 10, 10),
			pair(2, 2, 9),
			pair(3, 9, 8),
			pair(4, null, 3),
			pair(5, 5, 5.25),
		],
		MEAN,
	);
	expect(changed.map(({ pair: { instruction }, change }) => [instruction.order, change])).toEqual([
		[2, 'better'],
		[3, 'worse'],
		[5, 'still-wrong'],
		[0, 'still-wrong'],
		[1, 'still-right'],
		[4, 'unscored'],
	]);
	expect(pairCounts(changed)).toEqual({ better: 1, worse: 1, 'still-wrong': 2, all: 6 });
	expect(pairsShown(changed, 'worse').map(({ points }) => points)).toEqual([-1]);
	expect(pairsShown(changed, 'all')).toHaveLength(6);
});

test('a pair is still wrong by the recipe’s rule: the mean, or each order', () => {
	const doubtful = [pair(0, 8.5, 8.5, 3)];
	const change = (hardRule: 'mean' | 'both-orders') =>
		changesOf(doubtful, { threshold: 1, hardRule }).map((changed) => changed.change);
	expect([change('mean'), change('both-orders')]).toEqual([['still-wrong'], ['still-right']]);
});

test('of equal changes skills take turns', () => {
	const changed = changesOf(
		['is even', 'is even', 'add', 'is even', 'add'].map((skill, order) => {
			const one = pair(order, 1, 10);
			return { ...one, instruction: { ...one.instruction, skill } };
		}),
		MEAN,
	);
	expect(changed.map(({ pair: { instruction } }) => instruction.order)).toEqual([0, 2, 1, 4, 3]);
});
