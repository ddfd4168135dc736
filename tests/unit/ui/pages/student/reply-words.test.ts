import { expect, test } from 'vitest';
import { AppError } from '../../../../../src/core/error.ts';
import { samplingWords, stopsOf } from '../../../../../src/ui/pages/student/chat-numbers.ts';
import { contextHint } from '../../../../../src/ui/pages/student/context-words.ts';
import { paceWords } from '../../../../../src/ui/pages/student/reply-words.ts';

const soFar = { text: 'plum', firstMs: 12, ms: 512 };
const state = { kind: 'done' } as const;
const facts = {
	...{ promptTokens: 27, tokens: 11, finish: 'stop' as const, firstTokenMs: 7 },
	...{ prefillPerSecond: 3857, decodePerSecond: 191, logprobs: null },
};
const counted = { tokens: 11, used: 38, facts, ranOn: null };
const wordsOf = (changes: object) =>
	paceWords({ state, soFar, counted, leftOut: 0, ...changes }).replaceAll('\u00a0', ' ');

test('a reply tells its engine’s own figures: tokens, first token, reading and writing', () => {
	expect(wordsOf({})).toBe('11 tokens, first after 7 ms, read 27 at 3,857/s, wrote 191 tokens/s');
});

test('without an engine’s figures those of the page’s clock stand there', () => {
	expect(wordsOf({ counted: { ...counted, facts: null } })).toBe(
		'11 tokens, first after 12 ms, 20 tokens/s',
	);
	expect(wordsOf({ counted: null })).toBe('first after 12 ms, 512 ms');
});

test('a reply that was cut says so, and one for which questions were left out says how many', () => {
	const one = { ...facts, tokens: 1, decodePerSecond: null, finish: 'length' as const };
	expect(wordsOf({ counted: { ...counted, facts: one }, leftOut: 1 })).toBe(
		'1 token, first after 7 ms, read 27 at 3,857/s, cut at its limit, without the oldest question',
	);
	expect(wordsOf({ leftOut: 3 })).toMatch(/, without the 3 oldest questions$/);
});

test('what failed is named with its code', () => {
	const error = new AppError('student/device-lost', 'The GPU is gone.');
	expect(wordsOf({ state: { kind: 'failed', error } })).toBe(
		'The GPU is gone. (student/device-lost)',
	);
});

test('stop texts are a line each, and may hold a line’s end; empty lines are none', () => {
	expect(stopsOf('END\n\n \\n\nstop here')).toEqual(['END', ' \n', 'stop here']);
	expect(stopsOf('')).toEqual([]);
});

test('sampling is told in short, without what is as usual', () => {
	const numbers = {
		...{ temperature: 0.7, topP: 1, maxTokens: 9, seed: 1 },
		...{ stops: '', system: '', remembers: false },
	};
	expect(samplingWords(numbers)).toBe('Temperature 0.7');
	expect(samplingWords({ ...numbers, topP: 0.9, stops: 'END' })).toBe(
		'Temperature 0.7, top-p 0.9, stops at 1 text',
	);
});

test('a context that is nearly full says what comes next', () => {
	expect(contextHint(0.5, true)).toBeNull();
	expect(contextHint(0.8, true)).toMatch(/oldest questions are left out/);
	expect(contextHint(0.8, false)).toMatch(/longer is cut/);
});
