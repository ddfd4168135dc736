import { expect, test } from 'vitest';
import { Schedule, type Pass, type Rank, type ScheduleOptions } from '../../../src/app/schedule.ts';
import { Schedules } from '../../../src/app/schedules.ts';
import type { CallRequest } from '../../../src/core/call.ts';
import { PRACTICE_TEACHER, type TeacherSettings } from '../../../src/core/teacher.ts';
import { replyOf } from '../../fakes/scripted-teacher.ts';
import { VirtualTime } from '../../fakes/virtual-time.ts';

const request: CallRequest = {
	model: 'm',
	messages: [{ role: 'user', content: 'word' }],
	...{ temperature: 0, topP: 1, maxTokens: 94, seed: 1, schema: null, sample: 0 },
};
/** What `request` is reserved: 4 around the message and 1 in it, a tenth to spare, and the longest reply. */
const RESERVED = 94 + Math.ceil(1.1 * 5);
const never = new AbortController().signal;

function desk(options: Partial<ScheduleOptions> = {}) {
	const time = new VirtualTime();
	const { clock, sleep } = time;
	const schedule = new Schedule({ concurrency: 4, limits: {}, clock, sleep, ...options });
	const start = time.now;
	/** Names in the order in which they went out, each with the ms after the start. */
	const out: [name: string | number, ms: number][] = [];
	const go = (
		name: string | number,
		work: (pass: Pass) => unknown = (pass) => {
			pass.answered(replyOf('ok', { promptTokens: 5, completionTokens: 95 }));
		},
		{ rank = 'first', signal = never }: { rank?: Rank; signal?: AbortSignal } = {},
	) =>
		schedule.run(
			{ request, rank },
			async (pass) => {
				out.push([name, time.now - start]);
				await work(pass);
			},
			signal,
		);
	return { time, schedule, out, go, names: () => out.map(([name]) => name) };
}
const hang = () => new Promise<never>(() => undefined);
const seconds = (count: number, time: VirtualTime) => () => time.sleep(1000 * count, never);

test('calls go out in the order in which they came, no more at once than there are lanes', async () => {
	const { go, out, time, schedule } = desk({ concurrency: 2 });
	const all = [0, 1, 2, 3, 4].map((name) => go(name, seconds(1, time)));
	await time.until(Promise.all(all));
	expect(out).toEqual([
		[0, 0],
		[1, 0],
		[2, 1000],
		[3, 1000],
		[4, 2000],
	]);
	expect(schedule.busy).toBe(0);
});

test('requests a minute are kept to from the first call on: a minute’s worth, then evenly', async () => {
	const { go, out, time } = desk({ concurrency: 256, limits: { requestsPerMinute: 60 } });
	await time.until(Promise.all(Array.from({ length: 63 }, (_, name) => go(name))));
	const late = out.filter(([, ms]) => ms > 0);
	expect(out.length - late.length).toBe(59);
	expect(late.map(([, ms]) => ms)).toEqual([1000, 2000, 3000, 4000]);
});

test('tokens a minute are kept to by what a call may take at most', async () => {
	const limits = { tokensPerMinute: 60 * RESERVED };
	const { go, out, time } = desk({ concurrency: 256, limits });
	const all = Array.from({ length: 61 }, (_, name) => go(name, seconds(100, time)));
	await time.until(Promise.all(all));
	expect(out.filter(([, ms]) => ms === 0)).toHaveLength(59);
	expect(out.slice(59).map(([, ms]) => ms)).toEqual([1000, 2000]);
});

test('tokens that a reply didn’t need, and all of a free failure, can be used at once', async () => {
	const limits = { tokensPerMinute: 60 * RESERVED };
	const { go, out, time } = desk({ concurrency: 256, limits });
	const short = go('short', async (pass) => {
		await time.sleep(100, never);
		pass.answered(replyOf('ok', { promptTokens: 5, completionTokens: 5 }));
	});
	const free = go('free', async (pass) => {
		await time.sleep(200, never);
		pass.failed({ promptTokens: 0, completionTokens: 0 });
	});
	const rest = Array.from({ length: 57 }, (_, name) => go(name, hang));
	const next = ['after the short one', 'after the free one'].map((name) => go(name, hang));
	await time.pass(300);
	await Promise.all([short, free]);
	expect(out.slice(59)).toEqual([
		['after the short one', 100],
		['after the free one', 200],
	]);
	expect([rest.length, next.length]).toEqual([57, 2]);
});

test('limits are learnt from the first reply that tells them', async () => {
	const { go, out, time } = desk({ concurrency: 2 });
	const limit = { limit: 60, remaining: 3, resetMs: null, periodMs: 60_000 };
	await go('scout', (pass) => {
		pass.hear({ requests: limit, tokens: null });
	});
	await time.until(Promise.all(Array.from({ length: 5 }, (_, name) => go(name))));
	expect(out.map(([, ms]) => ms)).toEqual([0, 0, 0, 0, 1000, 2000]);
});

test('what somebody watches goes before all others, also when all lanes are taken', async () => {
	const { go, names, time } = desk({ concurrency: 1, limits: { requestsPerMinute: 60 } });
	const others = Array.from({ length: 100 }, (_, name) => go(name, seconds(1, time)));
	await time.pass(500);
	await time.until(go('chat', undefined, { rank: 'watched' }));
	expect(names()).toEqual([0, 'chat']);
	await time.pass(70_000);
	const again = go('chat again', undefined, { rank: 'watched' });
	await time.until(again);
	expect(names().at(-1)).toBe('chat again');
	expect(others).toHaveLength(100);
});

test('what was turned down goes before what has not been out', async () => {
	const { go, names, time } = desk({ concurrency: 1 });
	const work = seconds(1, time);
	const all = [go('a', work), go('b', work), go('again', work, { rank: 'again' })];
	await time.until(Promise.all(all));
	expect(names()).toEqual(['a', 'again', 'b']);
});

test('nothing goes out, chat included, before the longest hold is over', async () => {
	const { go, out, time, schedule } = desk();
	schedule.hold(5000);
	schedule.hold(100);
	await time.until(Promise.all([go('a'), go('chat', undefined, { rank: 'watched' }), go('b')]));
	expect(out).toEqual([
		['chat', 5000],
		['a', 5000],
		['b', 5000],
	]);
});

test('who is aborted while waiting, for a lane or for time, leaves at once and holds nobody up', async () => {
	const { go, names, time, schedule } = desk({ concurrency: 1 });
	const stop = new AbortController();
	const first = go('first', seconds(1, time));
	const second = go('second', undefined, { signal: stop.signal });
	const third = go('third');
	stop.abort(new Error('enough'));
	await expect(second).rejects.toThrow('enough');
	await time.until(Promise.all([first, third]));
	schedule.hold(60_000);
	const later = new AbortController();
	const held = go('held', undefined, { signal: later.signal });
	later.abort(new Error('enough'));
	await expect(held).rejects.toThrow('enough');
	await expect(go('dead', undefined, { signal: later.signal })).rejects.toThrow('enough');
	expect(names()).toEqual(['first', 'third']);
});

test('work that throws frees its lane', async () => {
	const { go, time } = desk({ concurrency: 1 });
	const fail = () => {
		throw new Error('no');
	};
	await expect(go('a', fail)).rejects.toThrow('no');
	await time.until(go('b'));
});

test('where no limit is known a refusal halves the lanes once, and replies win them back', async () => {
	const { go, time, schedule } = desk({ concurrency: 8 });
	for (let call = 0; call < 8; call++) {
		schedule.refused();
		schedule.hold(1000);
	}
	expect(schedule.width).toBe(4);
	const replies = (count: number) =>
		time.until(Promise.all(Array.from({ length: count }, (_, name) => go(name))));
	await replies(40);
	expect(schedule.width).toBe(5);
	await replies(1000);
	expect(schedule.width).toBe(8);
});

test('where a limit is known a refusal costs no lane', () => {
	const { schedule } = desk({ limits: { requestsPerMinute: 60 } });
	schedule.refused();
	expect(schedule.width).toBe(4);
});

test('a width that isn’t 1 to 256 is refused', () => {
	expect(() => desk({ concurrency: 0 })).toThrow('expected 1 to 256 calls in flight, got 0');
	expect(() => desk({ concurrency: 257 })).toThrow('got 257');
});

test('all who ask a model at an address share a schedule, until its limits are set anew', () => {
	const { clock, sleep } = new VirtualTime();
	const schedules = new Schedules(clock, sleep);
	const teacher: TeacherSettings = {
		...{ kind: 'openai', baseUrl: 'https://a.example/v1', model: 'm', prices: null },
		...{ concurrency: 8, structuredOutput: true },
	};
	const one = schedules.of(teacher);
	expect(schedules.of({ ...teacher, structuredOutput: false })).toBe(one);
	expect(schedules.of({ ...teacher, model: 'n' })).not.toBe(one);
	expect(schedules.of(PRACTICE_TEACHER)).not.toBe(one);
	expect(schedules.of({ ...teacher, requestsPerMinute: 60 })).not.toBe(one);
});
