import { expect, test } from 'vitest';
import { generatorMaxTokens } from '../../../../src/core/prompts/generator-prompt.ts';

const limitOf = (instruction: string, input = '') => generatorMaxTokens({ instruction, input });
/** Room for the JSON around the task. */
const AROUND = 64;

test('is four times the words of an English parent, as in the paper', () => {
	expect(limitOf('Name three primary colours and say why.')).toBe(4 * 7 + AROUND);
	expect(limitOf('Count the words', 'one two three')).toBe(4 * 6 + AROUND);
});

test.each([
	['Chinese', '请用三句话介绍一下北京的历史和文化，并说明为什么很多游客喜欢去那里旅行。'],
	['Japanese', '次の文章を読んで、登場人物の気持ちを三つの短い文で説明してください。'],
	['Thai', 'อธิบายว่าทำไมท้องฟ้าจึงเป็นสีฟ้าในเวลากลางวัน'],
])('leaves a reply as long as a %s parent room, one token and a half a character', (_, text) => {
	expect(limitOf(text)).toBeGreaterThanOrEqual(Math.floor(1.5 * text.length) + AROUND);
});

test('leaves room for one long word without a space, such as an address', () => {
	const address = `https://example.org/${'a1-'.repeat(100)}`;
	expect(limitOf(address)).toBeGreaterThanOrEqual(address.length / 2 + AROUND);
});
