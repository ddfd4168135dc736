/** The practice referee's rubric. */
import { describe, expect, it } from 'vitest';
import { gradeAnswer } from '../../../../src/core/practice/grading.ts';

describe('the rubric', () => {
	it.each([
		['exact', '48', '48', 10],
		['exact but for space around', '48', ' 48\n', 10],
		['another case', 'Paris', 'paris', 9],
		['a stop too many', 'The cat is not big.', 'the cat is not big', 9],
		['right in a sentence', 'Paris', 'The capital is Paris', 8],
		['the right number in a sentence', '48', 'It is 48 eggs', 8],
		['one of several numbers', '48', '47 48 49', 5],
		['right unit, wrong number', '84 inches', '72 inches', 5],
		['four of five in place', '1 2 3 4 5', '1 2 3 4 6', 6],
		['right parts, wrong order', 'chair train', 'train chair', 4],
		['off by one', '48', '49', 5],
		['close', '100', '95', 4],
		['a wrong number', '48', '7', 2],
		['most letters in place', 'kitten', 'kittem', 6],
		['half the letters', 'abcd', 'abxy', 4],
		['a wrong word', 'Paris', 'London', 2],
		['a word for a number', '48', 'Paris', 1],
		['signs only', 'Paris', '?!', 1],
		['nothing', '48', '  ', 1],
	])('%s', (_, right, given, points) => {
		expect(gradeAnswer(right, given).points).toBe(points);
	});

	it('gives a reason for every grade', () => {
		expect(gradeAnswer('1 2 3', '1 2 4').because).toBe('has 2 of 3 parts right');
	});
});
