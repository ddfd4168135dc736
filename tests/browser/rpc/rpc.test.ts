/** The promises of rpc, each kept by a real worker. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { AppError, codeOf } from '../../../src/core/error.ts';
import { connect, type Connection } from '../../../workers/rpc/connect.ts';
import type { ProbeApi } from './probe-worker.ts';

const open: Connection<ProbeApi>[] = [];
function probe(worker?: Worker): Connection<ProbeApi> {
	const connection = connect<ProbeApi>(
		worker ?? new Worker(new URL('./probe-worker.ts', import.meta.url), { type: 'module' }),
	);
	open.push(connection);
	return connection;
}
afterEach(() => {
	for (const connection of open.splice(0)) connection.close();
});
const failure = (promise: Promise<unknown>) =>
	promise.then(
		() => {
			throw new Error('expected a rejection, got a result');
		},
		(thrown: unknown) => thrown as Error & { code?: string },
	);

describe('a call', () => {
	test('streams items and then returns', async () => {
		const items: number[] = [];
		const result = await probe().call('count', { to: 3 }, { onItem: (item) => items.push(item) });
		expect({ items, result }).toEqual({ items: [1, 2, 3], result: 'counted to 3' });
	});

	test('can run beside another, each with its own items', async () => {
		const connection = probe();
		const seen = { short: [] as number[], long: [] as number[] };
		await Promise.all([
			connection.call('count', { to: 2 }, { onItem: (item) => seen.short.push(item) }),
			connection.call('count', { to: 4 }, { onItem: (item) => seen.long.push(item) }),
		]);
		expect(seen).toEqual({ short: [1, 2], long: [1, 2, 3, 4] });
	});

	test('slows the worker when its reader is slow: never more than one item ahead', async () => {
		const connection = probe();
		const ahead: number[] = [];
		for await (const item of connection.stream('count', { to: 50 })) {
			if (item > 5) break;
			ahead.push((await connection.call('produced', null)) - item);
		}
		expect(ahead).toEqual([1, 1, 1, 1, 1]);
	});

	test('stops when its reader stops', async () => {
		const connection = probe();
		for await (const item of connection.stream('count', { to: 50 })) if (item === 2) break;
		expect(await connection.call('stopped', null)).toEqual(['count']);
	});

	test('stops when what hears its items throws', async () => {
		const connection = probe();
		const hearing = connection.call(
			'count',
			{ to: 50 },
			{
				onItem: () => {
					throw new Error('the reader broke');
				},
			},
		);
		await expect(hearing).rejects.toThrow('the reader broke');
		expect(await connection.call('stopped', null)).toEqual(['count']);
	});
});

describe('an error', () => {
	test('of ours keeps name, message, code and stack', async () => {
		const error = await failure(probe().call('refuse', { code: 'student/file-missing' }));
		expect(error).toBeInstanceOf(AppError);
		expect(error).toMatchObject({
			name: 'AppError',
			message: 'student-1 has no file',
			code: 'student/file-missing',
		});
		expect(error.stack).toContain('probe-worker');
	});

	test('of the platform keeps its name and has no code', async () => {
		const error = await failure(probe().call('refuse', { code: null }));
		expect(error).toMatchObject({ name: 'RangeError', message: 'expected 1, got 2' });
		expect(codeOf(error)).toBe('unknown');
	});

	test('is named when the worker has no such method', async () => {
		const connection = probe() as unknown as Connection<{
			nothing: { args: null; item: never; result: null };
		}>;
		expect(await failure(connection.call('nothing', null))).toMatchObject({
			code: 'rpc/no-such-method',
			message: "this worker has no method 'nothing'",
		});
	});

	test('tells that a result can’t be sent, and the worker goes on', async () => {
		const connection = probe();
		expect((await failure(connection.call('unclonable', null))).name).toBe('DataCloneError');
		expect(await connection.call('count', { to: 1 })).toBe('counted to 1');
	});
});

describe('a dead worker', () => {
	test.each(['crash', 'vanish'] as const)(
		'rejects what waits and what comes later (%s)',
		async (how) => {
			const connection = probe();
			const waiting = connection.stream('hang', null);
			await waiting.next();
			const rejected = failure(waiting.next());
			const [cause, waited] = await Promise.all([failure(connection.call(how, null)), rejected]);
			const later = await failure(connection.call('count', { to: 1 }));
			const codes = [cause, waited, later, await connection.closed].map(codeOf);
			expect(codes).toEqual(Array(4).fill('rpc/worker-died'));
			if (how === 'crash') expect(cause.message).toContain('boom in the worker');
		},
	);

	test('is noticed when it is terminated from outside, which sends no event', async () => {
		const worker = new Worker(new URL('./probe-worker.ts', import.meta.url), { type: 'module' });
		const connection = probe(worker);
		const waiting = connection.stream('hang', null);
		await waiting.next();
		worker.terminate();
		expect(codeOf(await failure(waiting.next()))).toBe('rpc/worker-died');
	});

	test('is noticed when it was ended before it began, after two minutes', async () => {
		vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
		try {
			const worker = new Worker(new URL('./probe-worker.ts', import.meta.url), { type: 'module' });
			worker.terminate();
			const waiting = failure(probe(worker).call('count', { to: 1 }));
			vi.advanceTimersByTime(120_000);
			expect(codeOf(await waiting)).toBe('rpc/worker-died');
		} finally {
			vi.useRealTimers();
		}
	});

	test('is noticed when its script can’t be loaded', async () => {
		const connection = probe(new Worker('/no-such-worker.js', { type: 'module' }));
		expect(codeOf(await failure(connection.call('count', { to: 1 })))).toBe('rpc/worker-died');
	});
});

describe('an AbortSignal', () => {
	test('rejects the call with its reason and stops the job in the worker', async () => {
		const connection = probe();
		const stop = new AbortController();
		const steps = connection.stream('hang', null, stop.signal);
		await steps.next();
		const waiting = failure(steps.next());
		stop.abort();
		expect(codeOf(await waiting)).toBe('aborted');
		expect(await connection.call('stopped', null)).toEqual(['hang']);
	});

	test('that has aborted before keeps the call from being made', async () => {
		const connection = probe();
		await expect(
			connection.call('count', { to: 9 }, { signal: AbortSignal.abort() }),
		).rejects.toMatchObject({ name: 'AbortError' });
		expect(await connection.call('produced', null)).toBe(0);
	});
});

test('close() rejects what waits and what comes later', async () => {
	const connection = probe();
	const steps = connection.stream('hang', null);
	await steps.next();
	const waiting = failure(steps.next());
	connection.close();
	const later = failure(connection.call('count', { to: 1 }));
	const codes = (await Promise.all([waiting, later, connection.closed])).map(codeOf);
	expect(codes).toEqual(['rpc/closed', 'rpc/closed', 'rpc/closed']);
});
