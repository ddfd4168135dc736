import { describe, expect, test } from 'vitest';
import {
	countReply,
	fittingTurns,
	follow,
	median,
	teacherRequest,
	tokensPerSecond,
	turnsOf,
	untilStop,
} from '../../../src/app/chat.ts';
import { AppError } from '../../../src/core/error.ts';
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
		const numbers = { model: 'm', temperature: 0, topP: 0.5, maxTokens: 8, seed: 1 };
		const systemOf = (system: string) =>
			teacherRequest(turnsOf(system, [], 'q'), numbers).messages.map(({ content }) => content);
		expect(systemOf('')).toEqual([TEACHER_SYSTEM, 'q']);
		expect(systemOf('mine')).toEqual(['mine', 'q']);
		expect(teacherRequest(turnsOf('', [], 'q'), numbers)).toMatchObject(numbers);
	});
});

describe('a stop text in what a teacher says', () => {
	const told = async (texts: readonly string[], stops: readonly string[]) => {
		const heard: string[] = [];
		for await (const piece of untilStop(pieces(...texts), stops)) heard.push(piece);
		return heard;
	};

	test('ends it, also in the middle of a piece, and no part of it is told', async () => {
		expect(await told(['fig, E', 'N', 'D plum'], ['END'])).toEqual(['fig, ']);
		expect(await told(['fig END, plum', 'pear'], ['END', 'plum'])).toEqual(['fig ']);
	});

	test('that only begins is told when it turns out to be none', async () => {
		expect(await told(['fig E', 'N'], ['END'])).toEqual(['fig ', 'EN']);
		expect(await told(['fig', ' plum'], [])).toEqual(['fig', ' plum']);
	});

	test('ends the asking too', async () => {
		let isEnded = false;
		async function* endless() {
			try {
				for (;;) {
					await Promise.resolve();
					yield 'x';
				}
			} finally {
				isEnded = true;
			}
		}
		const heard: string[] = [];
		for await (const piece of untilStop(endless(), ['xxx'])) heard.push(piece);
		expect([heard.join(''), isEnded]).toEqual(['', true]);
	});
});

describe('a context that is full', () => {
	/** A token is a word. */
	const engine = {
		promptIds: (turns: readonly { readonly content: string }[]) =>
			Promise.resolve(turns.flatMap(({ content }) => content.split(' ').map(() => 1))),
	};
	const earlier = [
		{ asked: 'a b c', reply: 'd' },
		{ asked: 'unanswered', reply: null },
		{ asked: 'e f', reply: 'g h' },
	];
	const talk = { system: 's', earlier, asked: 'i j' };
	const sent = async (contextTokens: number, maxTokens: number) => {
		const { turns, leftOut } = await fittingTurns(engine, talk, { contextTokens, maxTokens });
		return { leftOut, said: turns.map(({ content }) => content).join(' ') };
	};

	test('keeps all turns while the reply has room', async () => {
		expect(await sent(16, 4)).toEqual({ leftOut: 0, said: 's a b c d e f g h i j' });
		expect(await sent(13, 2)).toEqual({ leftOut: 0, said: 's a b c d e f g h i j' });
	});

	test('leaves out the oldest turn first, and never the question', async () => {
		expect(await sent(12, 2)).toEqual({ leftOut: 1, said: 's e f g h i j' });
		expect(await sent(4, 4)).toEqual({ leftOut: 2, said: 's i j' });
	});

	test('of an endpoint that tells neither tokens nor context is its own', async () => {
		const silent = {
			promptIds: () => Promise.reject(new AppError('student/not-told', 'text alone')),
		};
		for (const contextTokens of [null, 4]) {
			const sent = await fittingTurns(silent, talk, { contextTokens, maxTokens: 4 });
			expect(sent).toEqual({ leftOut: 0, turns: turnsOf('s', earlier, 'i j') });
		}
	});

	test('keeps a quarter free for a reply that may be longer', async () => {
		expect((await sent(16, 4096)).leftOut).toBe(0);
		expect((await sent(13, 4096)).leftOut).toBe(1);
	});
});
