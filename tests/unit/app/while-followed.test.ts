import { expect, test } from 'vitest';
import { whileFollowed } from '../../../src/app/while-followed.ts';
import type { CopyState } from '../../../src/core/pools/listing.ts';
import { PROJECT } from '../../fakes/rows.ts';

const scope = { project: PROJECT, runs: [], hard: { threshold: 1, hardRule: 'mean' } } as const;
const state = (isWhole: boolean): CopyState => ({ read: 1, total: 2, isWhole, version: 1 });

/** A copy that a test fills or breaks. */
function copy() {
	const told: string[] = [];
	let next: (now: CopyState) => void = () => undefined;
	let failed: (why: unknown) => void = () => undefined;
	const follow = () => ({
		subscribe: (onNext: typeof next, onFailed?: typeof failed) => {
			[next, failed] = [onNext, onFailed ?? failed];
			told.push('followed');
			return { unsubscribe: () => void told.push('left') };
		},
	});
	const work = () => Promise.resolve(void told.push('worked'));
	return {
		told,
		work,
		mirror: { follow },
		fill: (isWhole: boolean) => {
			next(state(isWhole));
		},
		fail: (why: Error) => {
			failed(why);
		},
	};
}

test('the work waits until the copy is whole, and the copy is followed until the work has ended', async () => {
	const { told, work, mirror, fill } = copy();
	const done = whileFollowed(mirror, scope, work);
	fill(false);
	await Promise.resolve();
	expect(told).toEqual(['followed']);
	fill(true);
	await done;
	expect(told).toEqual(['followed', 'worked', 'left']);
});

test('a copy that can’t be read ends it, and is left', async () => {
	const { told, work, mirror, fail } = copy();
	const done = whileFollowed(mirror, scope, work);
	fail(new Error('no database'));
	await expect(done).rejects.toThrow('no database');
	expect(told).toEqual(['followed', 'left']);
});
