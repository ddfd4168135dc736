import { expect, test } from 'vitest';
import { SharedWork } from '../../../../src/adapters/student/shared-work.ts';

const never = new AbortController().signal;
/** As long as told, in letters. */
const asked = (lengths: readonly number[]) =>
	lengths.map((length) => [{ role: 'user', content: 'a'.repeat(length) } as const]);
const same = (count: number) => asked(Array.from({ length: count }, () => 1));

async function shares(work: SharedWork, prompts: number, least: number) {
	const sizes: number[] = [];
	for (let left = prompts; left > 0; left -= sizes.at(-1) ?? 0)
		sizes.push((await work.share(least, never)).length);
	return sizes;
}

test('one line takes all at once, in their order', async () => {
	const work = new SharedWork(asked([3, 1, 2]), 1);
	const share = await work.share(1, never);
	expect(share.map(({ index }) => index)).toEqual([0, 1, 2]);
});

test('two lines take a quarter of what is left each time, and no less than the least', async () => {
	expect(await shares(new SharedWork(same(96), 2), 96, 8)).toEqual([24, 18, 14, 10, 8, 8, 8, 6]);
	expect(await shares(new SharedWork(same(100), 2), 100, 32)).toEqual([32, 32, 32, 4]);
});

test('four lines take an eighth', async () => {
	expect((await shares(new SharedWork(same(640), 4), 640, 8)).slice(0, 3)).toEqual([80, 70, 62]);
});

test('the shortest go first, each with the index that it had', async () => {
	const work = new SharedWork(asked([5, 1, 4, 2]), 2);
	const share = await work.share(2, never);
	expect(share.map(({ index }) => index)).toEqual([1, 3]);
	expect((await work.share(2, never)).map(({ index }) => index)).toEqual([2, 0]);
});

test('what was given back is dealt out again, to one who waited for it too', async () => {
	const work = new SharedWork(same(4), 2);
	const first = await work.share(4, never);
	const waiting = work.share(4, never);
	work.giveBack(first.slice(1));
	expect(await waiting).toEqual(first.slice(1));
});

test('the last line left takes all that the others gave back', async () => {
	const work = new SharedWork(same(64), 2);
	work.giveBack(await work.share(8, never));
	work.leave();
	expect(await work.share(8, never)).toHaveLength(64);
});

test('an abort ends the wait', async () => {
	const work = new SharedWork(same(1), 2);
	await work.share(1, never);
	const stop = new AbortController();
	const waiting = work.share(1, stop.signal);
	stop.abort(new Error('enough'));
	await expect(waiting).rejects.toThrow('enough');
});
