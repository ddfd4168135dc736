import { describe, expect, it } from 'vitest';
import {
	type RejectionReason,
	refuseInstruction,
} from '../../../../src/core/generation/filters.ts';

const paper = { finishReason: 'stop', asciiFirst: true };
const anyLanguage = { finishReason: 'stop', asciiFirst: false };

describe('refuseInstruction', () => {
	const cases: readonly (readonly [string, RejectionReason | undefined])[] = [
		['Describe the water cycle briefly.', undefined],
		['  Describe the water cycle.\n', undefined],
		['3 ways to save energy', undefined],
		['', 'empty'],
		[' \n\t ', 'empty'],
		['Rewrite the given instruction in French', 'mentions-instruction'],
		['Rewrite the given INSTRUCTION in French', 'mentions-instruction'],
		['List instructional designs for adults', undefined],
		['Write a poem', 'too-short'],
		['Write a short poem', undefined],
		['"Hello there" in three languages', 'starts-with-punctuation'],
		['- Describe the water cycle', 'starts-with-punctuation'],
		['[Input] What is this about', 'starts-with-punctuation'],
		['~ What is this about', 'starts-with-punctuation'],
		['Élaborer un plan de trois pages', 'starts-non-ascii'],
		['¿Cómo se hace el pan en casa?', 'starts-non-ascii'],
	];
	it.each(cases)('of %j says %s under the rules of the paper', (text, reason) => {
		expect(refuseInstruction(text, paper)).toBe(reason);
	});

	it('turns down what the length limit cut off', () => {
		const cutOff = { finishReason: 'length', asciiFirst: true };
		expect(refuseInstruction('Describe the water cycle and', cutOff)).toBe('cut-off');
	});

	it('names the first reason when there are several', () => {
		const cutOff = { finishReason: 'length', asciiFirst: true };
		expect(refuseInstruction('- instruction', cutOff)).toBe('mentions-instruction');
		expect(refuseInstruction('- go', cutOff)).toBe('cut-off');
		expect(refuseInstruction('- go', paper)).toBe('too-short');
	});

	it.each([
		'¿Cómo se hace el pan en casa?',
		'请用三句话解释光合作用。',
		'Опишите круговорот воды в природе',
	])('lets %j pass when the first character may be of any script', (text) => {
		expect(refuseInstruction(text, anyLanguage)).toBeUndefined();
	});

	it('counts the words of scripts without spaces', () => {
		expect(refuseInstruction('写诗', anyLanguage)).toBe('too-short');
	});
});
