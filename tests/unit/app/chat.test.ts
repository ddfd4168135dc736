import { describe, expect, test } from 'vitest';
import {
	countReply,
	follow,
	median,
	teacherRequest,
	tokensPerSecond,
	turnsOf,
} from '../../../src/app/chat.ts';
import { TEACHER_SYSTEM } from '../../../src/core/prompts/teacher-prompt.ts';

async function* pieces(...texts: readonly string[]): AsyncGenerator<string> {
	for (const text of texts) {
		await Promise.resolve();
		yield text;
	}
}

describe('a reply', () => {
	test('grows piece by piece, and the first piece keeps its time', async () => {
		let now = 100;
		const seen = [];
		for await (const soFar of follow(pieces('fig', ', plum'), () => (now += 10))) seen.push(soFar);
		expect(seen).toEqual([
			{ text: 'fig', firstMs: 10, ms: 10 },
			{ text: 'fig, plum', firstMs: 10, ms: 20 },
			{ text: 'fig, plum', firstMs: 10, ms: 30 },
		]);
	});

	test('that is empty has no first piece', async () => {
		const seen = [];
		for await (const soFar of follow(pieces(), () => 5)) seen.push(soFar);
		expect(seen).toEqual([{ text: '', firstMs: null, ms: 0 }]);
	});

	test('has a speed from its second token on', () => {
		expect(tokensPerSecond({ firstMs: 100, ms: 600 }, 11)).toBe(20);
		expect(tokensPerSecond({ firstMs: 100, ms: 600 }, 1)).toBeNull();
		expect(tokensPerSecond({ firstMs: null, ms: 600 }, 11)).toBeNull();
		expect(tokensPerSecond({ firstMs: 100, ms: 100 }, 11)).toBeNull();
	});

	test('is counted without what the template adds to an empty one', async () => {
		const engine = {
			promptIds: () => Promise.resolve([1, 2, 3, 4]),
			countTokens: (all: readonly (readonly { readonly content: string }[])[]) =>
				Promise.resolve(all.map((turns) => 6 + (turns.at(-1)?.content.length ?? 0))),
		};
		const turns = turnsOf('', [], 'asked');
		expect(await countReply(engine, turns, 'abc', new AbortController().signal)).toEqual({
			tokens: 3,
			used: 7,
		});
	});
});

test('the median of nothing is nothing, of two the middle between them', () => {
	expect(median([])).toBeNull();
	expect(median([7])).toBe(7);
	expect(median([9, 1, 5])).toBe(5);
	expect(median([1, 9])).toBe(5);
});

describe('what a model is sent', () => {
	test('earlier turns without a reply are left out', () => {
		const earlier = [
			{ asked: 'one', reply: '1' },
			{ asked: 'two', reply: null },
		];
		expect(turnsOf('be brief', earlier, 'three')).toEqual([
			{ role: 'system', content: 'be brief' },
			{ role: 'user', content: 'one' },
			{ role: 'assistant', content: '1' },
			{ role: 'user', content: 'three' },
		]);
	});

	test('the teacher is told what it is told in a run, unless the user says otherwise', () => {
		const numbers = { model: 'm', temperature: 0, maxTokens: 8, seed: 1 };
		const systemOf = (system: string) =>
			teacherRequest(turnsOf(system, [], 'q'), numbers).messages.map(({ content }) => content);
		expect(systemOf('')).toEqual([TEACHER_SYSTEM, 'q']);
		expect(systemOf('mine')).toEqual(['mine', 'q']);
	});
});
