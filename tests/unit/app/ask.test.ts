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

test('a call whose reply had not arrived is asked once more and counted as in doubt', async () => {
	const stop = new AbortController();
	const { asking, again, ledger, teacher } = workshop((_request, time) => {
		if (time > 1) return replyOf('second');
		stop.abort(new DOMException('stopped', 'AbortError'));
		throw stop.signal.reason as Error;
	});
	expect(await caught(asking.ask(question('a'), stop.signal))).toBe(stop.signal.reason);
	const next = again();
	await next.restore();
	expect((await next.ask(question('a'), signal)).reply.text).toBe('second');
	expect(next.totals.inDoubt).toBe(1);
	expect([...ledger.calls.values()]).toMatchObject([{ state: 'answered', attempts: 2, doubts: 1 }]);
	expect(teacher.asked).toHaveLength(2);
	const third = again();
	await third.restore({ fromLedger: 0, inDoubt: 0 });
	expect(third.totals.inDoubt).toBe(1);
});

test('doubts counted before rows carried the mark are kept', async () => {
	const { asking } = workshop();
	await asking.restore({ fromLedger: 0, inDoubt: 3 });
	expect(asking.totals.inDoubt).toBe(3);
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
