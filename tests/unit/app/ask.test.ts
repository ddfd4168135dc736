import { expect, test } from 'vitest';
import { isItemFailure } from '../../../src/app/retry-rules.ts';
import { TeacherError } from '../../../src/core/teacher-error.ts';
import { caught, failing, question, workshop } from '../../fakes/asking.ts';
import { replyOf } from '../../fakes/scripted-teacher.ts';

const signal = new AbortController().signal;

test('a reply is in the ledger, priced, before it is given out', async () => {
	const { asking, ledger, teacher } = workshop();
	const asked = await asking.ask(question('a'), signal);
	expect(asked).toEqual({
		reply: replyOf('reply to a'),
		callKey: ledger.history[0]?.key,
		fromLedger: false,
	});
	expect(
		ledger.history.map(({ state, attempts, costNanoUsd }) => [state, attempts, costNanoUsd]),
	).toEqual([
		['sent', 1, null],
		['answered', 1, 70_000],
	]);
	expect(teacher.asked).toHaveLength(1);
	expect(asking.totals).toEqual({
		calls: { teacher: 1, referee: 0, generator: 0, labeller: 0 },
		fromLedger: 0,
		inDoubt: 0,
		failedCalls: 0,
		promptTokens: 10,
		completionTokens: 5,
		costNanoUsd: 70_000,
	});
});

test('nothing is sent before its row is in the ledger', async () => {
	const { asking, ledger } = workshop(() => replyOf(String(ledger.history.length)));
	expect((await asking.ask(question('a'), signal)).reply.text).toBe('1');
});

test('the same request is never paid for twice, neither later nor at the same moment', async () => {
	const { asking, teacher, again } = workshop();
	const together = await Promise.all([
		asking.ask(question('a'), signal),
		asking.ask(question('a', 'referee'), signal),
	]);
	const later = await again().ask(question('a'), signal);
	expect([...together, later].map(({ fromLedger }) => fromLedger)).toEqual([false, true, true]);
	expect(teacher.asked).toHaveLength(1);
	expect(asking.totals.fromLedger).toBe(1);
});

test('a pause lets what is under way arrive, and sends nothing more', async () => {
	const stopping = new AbortController();
	let arrive = () => {};
	const arrival = new Promise<void>((resolve) => (arrive = resolve));
	const { asking, teacher } = workshop(async () => {
		await arrival;
		return replyOf('paid for');
	});
	const asked = ['a', 'b', 'c', 'd', 'e', 'f'].map((text) =>
		caught(asking.ask(question(text), signal, stopping.signal)),
	);
	await new Promise((resolve) => setImmediate(resolve));
	stopping.abort(new Error('paused'));
	arrive();
	const thrown = await Promise.all(asked);
	expect(thrown.map((one) => (one instanceof Error ? one.message : 'answered'))).toEqual([
		...['answered', 'answered', 'answered', 'answered', 'paused', 'paused'],
	]);
	expect(teacher.asked).toHaveLength(4);
});

test('replies that can’t be used but were charged are counted, in the row and in the totals', async () => {
	const usage = { promptTokens: 10, completionTokens: 8 };
	const { asking, again, ledger } = workshop((_request, nth) => {
		if (nth > 2) return replyOf('at last');
		throw new TeacherError('teacher/empty', 'thought to the end', { usage });
	});
	await asking.ask(question('a'), signal);
	expect([...ledger.calls.values()]).toMatchObject([
		{
			inVain: { tries: 2, promptTokens: 20, completionTokens: 16, costNanoUsd: 200_000 },
			costNanoUsd: 70_000,
		},
	]);
	expect(asking.totals).toMatchObject({
		...{ promptTokens: 30, completionTokens: 21, costNanoUsd: 270_000 },
	});
	const next = again();
	await next.restore();
	expect(next.totals).toEqual(asking.totals);
});

test('each kind of failure has its own bound', async () => {
	const kinds = ['teacher/empty', 'teacher/server-error'] as const;
	const { asking, teacher } = workshop((_request, nth) => {
		throw new TeacherError(kinds[nth % 2] ?? kinds[0], 'no');
	});
	expect(await caught(asking.ask(question('a'), signal))).toMatchObject({ code: 'teacher/empty' });
	expect(teacher.asked).toHaveLength(6);
});

test('what passes by itself is tried again, further apart each time, every time counted', async () => {
	const { asking, time, ledger } = workshop(failing('teacher/server-error', 4));
	await asking.ask(question('a'), signal);
	expect(time.slept).toHaveLength(4);
	for (const [tries, ms] of time.slept.entries()) {
		expect(ms).toBeGreaterThanOrEqual(500 * 2 ** tries);
		expect(ms).toBeLessThanOrEqual(1000 * 2 ** tries);
	}
	const rows = ledger.history.map(({ attempts, state }) => `${attempts} ${state}`);
	expect(rows).toEqual([
		...[1, 2, 3, 4].flatMap((times) => [`${times} sent`, `${times} waiting`]),
		...['5 sent', '5 answered'],
	]);
});

test('all lanes wait for as long as the provider asks', async () => {
	const sentAt: number[] = [];
	const { asking, time } = workshop((_request, nth) => {
		sentAt.push(time.now);
		if (nth === 1) throw new TeacherError('teacher/rate-limited', 'slow', { retryAfterMs: 30_000 });
		return replyOf('ok');
	});
	const start = time.now;
	const first = asking.ask(question('a'), signal);
	await asking.ask(question('b'), signal).then(() => first);
	await asking.ask(question('c'), signal);
	const late = sentAt.filter((at) => at >= start + 30_000);
	expect(sentAt).toHaveLength(4);
	expect(late.length).toBeGreaterThanOrEqual(2);
	expect(Math.max(...sentAt)).toBeLessThanOrEqual(start + 33_000);
	expect(time.slept.every((ms) => ms >= 30_000)).toBe(true);
});

test.each(['teacher/bad-key', 'teacher/forbidden', 'teacher/unknown-model'] as const)(
	'%s is sent once, pauses the run, and is sent again after it',
	async (code) => {
		const { asking, again, teacher, ledger } = workshop(failing(code, 1));
		const thrown = await caught(asking.ask(question('a'), signal));
		expect(thrown).toMatchObject({ code });
		expect(isItemFailure(thrown)).toBe(false);
		expect(teacher.asked).toHaveLength(1);
		expect([...ledger.calls.values()]).toMatchObject([
			{ state: 'failed', failure: { code, message: `it said ${code}` } },
		]);
		expect((await again().ask(question('a'), signal)).reply.text).toBe('at last');
	},
);

test.each([
	['teacher/rate-limited', 20, false],
	['teacher/server-error', 6, true],
	['teacher/timeout', 4, true],
	['teacher/cut-off', 4, true],
	['teacher/not-json', 4, true],
	['teacher/length', 1, true],
	['teacher/bad-request', 1, true],
	['teacher/empty', 3, true],
	['teacher/filtered', 2, true],
] as const)('%s is sent %i times; only this call failed: %s', async (code, tries, isItem) => {
	const { asking, teacher } = workshop(failing(code));
	const thrown = await caught(asking.ask(question('a'), signal));
	expect(thrown).toMatchObject({ code });
	expect(isItemFailure(thrown)).toBe(isItem);
	expect(teacher.asked).toHaveLength(tries);
	expect(asking.totals.failedCalls).toBe(1);
});

test('a teacher’s answer that was cut off at its limit is paid for, no answer and sent once; other roles’ replies are kept', async () => {
	const cut = replyOf('half of i', { finish: 'length', promptTokens: 7, completionTokens: 16 });
	const { asking, again, teacher, ledger } = workshop(() => cut);
	expect(await caught(asking.ask(question('a'), signal))).toMatchObject({ code: 'teacher/length' });
	expect([...ledger.calls.values()]).toMatchObject([
		{ state: 'failed', reply: null, inVain: { tries: 1, promptTokens: 7, completionTokens: 16 } },
	]);
	expect(await caught(again().ask(question('a'), signal))).toMatchObject({
		code: 'teacher/length',
	});
	expect(teacher.asked).toHaveLength(1);
	const ofGenerator = { ...question('b'), role: 'generator' as const };
	expect((await asking.ask(ofGenerator, signal)).reply).toEqual(cut);
});

test('while nobody can be reached calls wait, for an hour if need be, and then go on by themselves', async () => {
	let backAt = Infinity;
	const { asking, time, teacher } = workshop(() => {
		if (time.clock() < backAt) throw new TeacherError('teacher/unreachable', 'no network');
		return replyOf('back');
	});
	backAt = time.clock() + 3_600_000;
	const replies = await Promise.all(['a', 'b'].map((text) => asking.ask(question(text), signal)));
	expect(replies.map(({ reply }) => reply.text)).toEqual(['back', 'back']);
	expect(asking.outage).toBeNull();
	expect(asking.totals.failedCalls).toBe(0);
	// Once a minute, not as fast as it goes.
	expect(teacher.asked.length).toBeLessThan(2 * 150);
});

test('while nobody can be reached it is told since when and how that shows', async () => {
	const stop = new AbortController();
	const seen: unknown[] = [];
	const { asking } = workshop(() => {
		seen.push(asking.outage);
		if (seen.length === 4) stop.abort(new Error('enough'));
		throw new TeacherError('teacher/unreachable', 'no network');
	});
	expect(asking.outage).toBeNull();
	await expect(asking.ask(question('a'), stop.signal)).rejects.toThrow('enough');
	expect(seen[0]).toBeNull();
	expect(seen.slice(1)).toEqual(
		Array.from({ length: 3 }, () => ({
			since: expect.any(Number) as number,
			because: 'no network',
		})),
	);
});

test('a call that alone can’t get through while others do is sent 7 times', async () => {
	const { asking } = workshop(({ messages }) => {
		if (messages[0]?.content === 'blocked') throw new TeacherError('teacher/unreachable', 'CORS');
		return replyOf('ok');
	});
	const blocked = caught(asking.ask(question('blocked'), signal));
	const over = blocked.then(() => 'over');
	for (let index = 0; index < 10_000; index++) {
		const other = asking.ask(question(String(index)), signal);
		if ((await Promise.race([over, other])) === 'over') break;
	}
	expect(await blocked).toMatchObject({ code: 'teacher/unreachable' });
	expect(asking.totals.failedCalls).toBe(1);
});

test('a call that failed in an earlier session is sent again only when asked for', async () => {
	const { asking, again, teacher } = workshop(failing('teacher/filtered', 2));
	await caught(asking.ask(question('a'), signal));
	expect(await caught(again().ask(question('a'), signal))).toMatchObject({
		code: 'teacher/filtered',
		message: 'it said teacher/filtered',
	});
	expect(teacher.asked).toHaveLength(2);
	const retrying = again({ askFailedAgain: true });
	await retrying.restore();
	expect(retrying.totals.failedCalls).toBe(1);
	expect((await retrying.ask(question('a'), signal)).reply.text).toBe('at last');
	expect(retrying.totals.failedCalls).toBe(0);
});

test('a generator’s call that failed in an earlier session is sent again: its candidate is still open', async () => {
	const { asking, again } = workshop(failing('teacher/filtered', 2));
	const ofGenerator = { ...question('a'), role: 'generator' as const };
	await caught(asking.ask(ofGenerator, signal));
	expect((await again().ask(ofGenerator, signal)).reply.text).toBe('at last');
});

test('many single failures in a row pause the run', async () => {
	const { asking } = workshop(failing('teacher/server-error'));
	const thrown: unknown[] = [];
	for (let index = 0; index < 25; index++)
		thrown.push(await caught(asking.ask(question(String(index)), signal)));
	expect(thrown.map(isItemFailure).lastIndexOf(true)).toBe(23);
	expect(thrown[24]).toMatchObject({ code: 'teacher/unreachable' });
});

test('no more calls are in flight than allowed', async () => {
	const { asking, teacher } = workshop(async () => {
		await new Promise((resolve) => setTimeout(resolve, 1));
		return replyOf('ok');
	});
	const texts = Array.from({ length: 20 }, (_, index) => String(index));
	await Promise.all(texts.map((text) => asking.ask(question(text), signal)));
	expect(teacher.mostInFlight).toBe(4);
});

test('a full disk stops the call instead of using an answer that isn’t kept', async () => {
	const { asking, ledger, teacher } = workshop();
	ledger.put = () => Promise.reject(new Error('full'));
	expect(await caught(asking.ask(question('a'), signal))).toEqual(new Error('full'));
	expect(teacher.asked).toHaveLength(0);
});

test('totals of a new session are those of the old one', async () => {
	const { asking, again } = workshop();
	await asking.ask(question('a'), signal);
	await asking.ask(question('b', 'referee'), signal);
	await asking.ask(question('b', 'referee'), signal);
	const next = again();
	await next.restore(asking.totals);
	expect(next.totals).toEqual(asking.totals);
});

test('cost is unknown as soon as one price or token count is', async () => {
	const { asking } = workshop((_request, nth) =>
		replyOf('ok', nth === 1 ? {} : { promptTokens: null }),
	);
	await asking.ask(question('a'), signal);
	expect(asking.totals.costNanoUsd).toBe(70_000);
	await asking.ask(question('b'), signal);
	expect(asking.totals.costNanoUsd).toBeNull();
});

test('what somebody waits for ends with an outage, after as many tries as the rules say', async () => {
	const { asking, teacher } = workshop(failing('teacher/unreachable'), { isWatched: true });
	expect(await caught(asking.ask(question('a'), signal))).toMatchObject({
		code: 'teacher/unreachable',
	});
	expect(teacher.asked).toHaveLength(7);
});

test('what somebody waits for goes out though all lanes are taken', async () => {
	const { asking, again, teacher } = workshop(({ messages }) =>
		messages[0]?.content === 'watched' ? replyOf('at once') : new Promise(() => undefined),
	);
	const busy = new AbortController();
	const others = ['a', 'b', 'c', 'd', 'e'].map((text) => asking.ask(question(text), busy.signal));
	await expect.poll(() => teacher.inFlight).toBe(4);
	const { reply } = await again({ isWatched: true }).ask(question('watched'), signal);
	expect(reply.text).toBe('at once');
	busy.abort();
	await Promise.allSettled(others);
});
