import { expect, test } from 'vitest';
import { Questions } from '../../../../workers/student/questions.ts';

const NOTHING_HELD = { rows: 64, heldTokens: 0 };

/** Questions of these many tokens; a model with 1 kB of cache a token, a context of 100, answers of 20. */
function questions(
	lengths: readonly number[],
	changed: { cacheBytesPerToken?: number; pieceTokens?: number } = {},
) {
	const rows = lengths.map((length) => ({
		...{ ids: Array<number>(length).fill(0), limit: 20 },
		pick: () => 0,
	}));
	const model = { cacheBytesPerToken: 1000, pieceTokens: Infinity, ...changed };
	return new Questions(rows, { model, contextTokens: 100, maxTokens: 20 });
}
const taken = (from: ReturnType<typeof questions>, room = NOTHING_HELD) =>
	from.take(room).map(({ ids }) => ids.length);

test('go shortest first, as many as there is room for', () => {
	const waiting = questions([30, 10, 20, 15]);
	expect(taken(waiting, { rows: 3, heldTokens: 0 })).toEqual([10, 15, 20]);
	expect(waiting.length).toBe(1);
	expect(taken(waiting)).toEqual([30]);
	expect(taken(waiting)).toEqual([]);
});

test('are no more than the memory of keys and values takes, before and after a step', () => {
	// 512 MB hold 142 tokens of 1.8 MB twice; two rows of 50 + 20 take 140.
	const waiting = questions([50, 50, 50], { cacheBytesPerToken: 1_800_000 });
	expect(taken(waiting)).toEqual([50, 50]);
	expect(taken(waiting, { rows: 64, heldTokens: 100 })).toEqual([]);
	expect(taken(waiting, { rows: 64, heldTokens: 70 })).toEqual([50]);
});

test('are at least one where nothing else is under way, however much it takes', () => {
	expect(taken(questions([50], { cacheBytesPerToken: 1e9 }))).toEqual([50]);
});

test('lose no room for their answer to padding', () => {
	// 85 + 20 is more than the context: beside it, one of 50 would be padded to 85.
	const waiting = questions([50, 85, 85, 90]);
	expect(taken(waiting)).toEqual([50]);
	expect(taken(waiting)).toEqual([85, 85]);
	expect(taken(waiting)).toEqual([90]);
});

test('go alone where they are read in pieces', () => {
	const waiting = questions([10, 16, 17, 18], { pieceTokens: 16 });
	expect(taken(waiting)).toEqual([10, 16]);
	expect(taken(waiting)).toEqual([17]);
	expect(taken(waiting)).toEqual([18]);
});
