import { expect, test } from 'vitest';
import { TokenEstimate } from '../../../../src/core/limits/token-estimate.ts';
import type { CallReply } from '../../../../src/core/call.ts';

const call = (content: string) => ({
	messages: [{ role: 'user' as const, content }],
	maxTokens: 100,
});
const reply = (promptTokens: number | null, completionTokens: number | null): CallReply => ({
	...{ text: '', finish: 'stop', promptTokens, completionTokens },
});

test('before any reply it is four characters a token, a tenth to spare, and the longest reply', () => {
	expect(new TokenEstimate().mostOf(call('word '.repeat(80)))).toEqual({
		promptTokens: Math.ceil(1.1 * 104),
		completionTokens: 100,
	});
});

test('a character outside of ASCII counts as a token', () => {
	expect(new TokenEstimate().mostOf(call('蒸馏器')).promptTokens).toBe(Math.ceil(1.1 * 7));
});

test('replies set it right: the provider’s own tokenizer, and the replies’ usual length', () => {
	const estimate = new TokenEstimate();
	const asked = call('word '.repeat(80));
	for (let times = 0; times < 60; times++) estimate.learn(asked, reply(208, 20));
	expect(estimate.mostOf(asked).promptTokens).toBeCloseTo(1.1 * 208, -1);
	expect(estimate.likelyOf(asked)).toBeCloseTo(208 + 20, -1);
});

test('what a reply doesn’t tell teaches nothing', () => {
	const estimate = new TokenEstimate();
	const before = estimate.likelyOf(call('a'));
	estimate.learn(call('a'), reply(null, null));
	expect(estimate.likelyOf(call('a'))).toBe(before);
});
