import { expect, test } from 'vitest';
import { LiveValue } from '../../../../src/ui/state/live.svelte.ts';
import { LiveCell } from '../../../fakes/live-cell.ts';

test('a value is loading until the source gave one, then follows it', () => {
	const cell = new LiveCell(1);
	const value = new LiveValue<number>();
	expect(value.reading).toEqual({ kind: 'loading' });
	value.follow(cell);
	expect(value.value).toBe(1);
	cell.set(2);
	expect(value.value).toBe(2);
});

test('a source that was left is heard no more', () => {
	const [first, second] = [new LiveCell(1), new LiveCell(10)];
	const value = new LiveValue(first);
	value.follow(second);
	first.set(2);
	expect(value.value).toBe(10);
	value.close();
	second.set(20);
	expect(value.value).toBe(10);
});

test('a failed read is a failure, not the last value', () => {
	const error = new Error('blocked');
	const value = new LiveValue<number>({
		subscribe: (next, failed) => {
			next(1);
			failed?.(error);
			return { unsubscribe: () => undefined };
		},
	});
	expect(value.reading).toEqual({ kind: 'failed', error });
	expect(value.value).toBeUndefined();
});
