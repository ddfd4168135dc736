import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TeacherError } from '../../../src/core/teacher-error.ts';
import { caught, failing, question, workshop } from '../../fakes/asking.ts';
import { replyOf } from '../../fakes/scripted-teacher.ts';

const signal = new AbortController().signal;

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

test('a call that was stopped between two tries is not in doubt', async () => {
	const stop = new AbortController();
	const { asking, again, ledger } = workshop(failing('teacher/server-error', 1), {
		sleep: () => {
			stop.abort(new DOMException('stopped', 'AbortError'));
			return Promise.reject(stop.signal.reason as Error);
		},
	});
	expect(await caught(asking.ask(question('a'), signal, stop.signal))).toBe(stop.signal.reason);
	expect([...ledger.calls.values()]).toMatchObject([
		{ state: 'waiting', attempts: 1, failure: { code: 'teacher/server-error' } },
	]);
	const next = again();
	await next.restore();
	expect((await next.ask(question('a'), signal)).reply.text).toBe('at last');
	expect(next.totals.inDoubt).toBe(0);
	expect(ledger.calls.values().next().value).toMatchObject({ attempts: 2, failure: null });
});

/** Any sequence of faults and kills, over three calls: the law of the ledger. */
const STEPS = [
	'reply',
	'kill',
	'teacher/timeout',
	'teacher/rate-limited',
	'teacher/empty',
] as const;

test('whatever fails and whenever it is killed, no answered request is sent again, and counts are exact', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(fc.constantFrom(...STEPS), { maxLength: 30 }), async (steps) => {
			let kill = new AbortController();
			let kills = 0;
			const answered = new Set<string>();
			let sentAgain = 0;
			const { again, ledger, teacher } = workshop((request, nth) => {
				const text = request.messages[0]?.content ?? '';
				if (answered.has(text)) sentAgain++;
				const step = steps[nth - 1] ?? 'reply';
				if (step === 'kill') {
					kills++;
					kill.abort(new Error('killed'));
					throw kill.signal.reason as Error;
				}
				if (step !== 'reply') throw new TeacherError(step, 'no');
				answered.add(text);
				return replyOf(text);
			});
			let totals;
			for (let sittings = 0; sittings < 40; sittings++) {
				kill = new AbortController();
				const asking = again({ askFailedAgain: true });
				await asking.restore(totals);
				for (const text of ['a', 'b', 'c'])
					if (!kill.signal.aborted) await caught(asking.ask(question(text), kill.signal));
				totals = asking.totals;
				if (answered.size === 3) break;
			}
			expect(sentAgain).toBe(0);
			const rows = [...ledger.calls.values()];
			expect(rows.map(({ state }) => state)).toEqual(['answered', 'answered', 'answered']);
			expect(rows.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(teacher.asked.length);
			expect(totals).toMatchObject({ inDoubt: kills, failedCalls: 0 });
			expect(totals?.calls.teacher).toBe(3);
		}),
		{ numRuns: 200 },
	);
});
