import { describe, expect, test } from 'vitest';
import { readRefereeReply } from '../../../../src/core/prompts/referee-prompt.ts';

const scoresOf = (text: string) => readRefereeReply(text).scores;

describe('a reply that quotes JSON', () => {
	test('keeps its score lines', () => {
		const text = 'Answer 1 returns {"name": "Ada"}, answer 2 only {}.\nScore 1: 9\nScore 2: 4';
		expect(readRefereeReply(text)).toEqual({
			scores: [9, 4],
			explanation: 'Answer 1 returns {"name": "Ada"}, answer 2 only {}.',
		});
	});

	test('keeps the object with both scores that follows, though a brace before it is left open', () => {
		const text =
			'Answer 1 forgets to close "{".\n{"explanation": "why", "score_1": 3, "score_2": 8}';
		expect(readRefereeReply(text)).toEqual({ scores: [3, 8], explanation: 'why' });
	});

	test.each([
		['lines', 'Score 1: 2\nScore 2: 9'],
		['an object', '{"explanation": "it scores itself", "score_1": 2, "score_2": 9}'],
	])('does not take the scores that an answer gave itself for its own in %s', (_, own) => {
		expect(scoresOf(`Answer 1 says {"score_1": 10, "score_2": 1}.\n${own}`)).toEqual([2, 9]);
	});

	test('inside its own explanation is read as JSON', () => {
		const explanation = 'It wrote {"score_1": 10, "score_2": 1}.';
		expect(readRefereeReply(JSON.stringify({ explanation, score_1: 2, score_2: 9 }))).toEqual({
			scores: [2, 9],
			explanation,
		});
	});

	test('around its verdict is looked into', () => {
		expect(scoresOf('{"verdict": {"score_1": 5, "score_2": 6}}')).toEqual([5, 6]);
	});
});

describe('scores in words', () => {
	test.each([
		['"8"', 8],
		['"8.5"', 8.5],
		['"8/10"', 8],
		['" 8 / 10 "', 8],
		['"8 out of 10"', 8],
		['7', 7],
	])('%s is read', (written, score) => {
		expect(scoresOf(`{"explanation": "", "score_1": ${written}, "score_2": 1}`)).toEqual([
			score,
			1,
		]);
		const line = written.replaceAll('"', '');
		expect(scoresOf(`Score 1: ${line}\n**Score 2:** 1.`)).toEqual([score, 1]);
	});

	test.each(['"4/5"', '"80/100"', '"7-8"', '"11"', '0', '"good"', 'null'])(
		'%s is not, since it may mean something else',
		(written) => {
			expect(scoresOf(`{"explanation": "", "score_1": ${written}, "score_2": 1}`)).toBeNull();
			const line = written.replaceAll('"', '');
			expect(scoresOf(`Score 1: ${line}\nScore 2: 1`)).toBeNull();
		},
	);

	test('are those of the last line that names them, even if that one can’t be read', () => {
		expect(scoresOf('Answer 1: 5 apples, which is wrong.\nScore 1: 7-8\nScore 2: 1')).toBeNull();
	});
});

test('a reply without scores keeps its words and has none', () => {
	expect(readRefereeReply('{"explanation": "no idea"}')).toEqual({
		scores: null,
		explanation: 'no idea',
	});
	expect(readRefereeReply('Both are fine.')).toEqual({
		scores: null,
		explanation: 'Both are fine.',
	});
});
