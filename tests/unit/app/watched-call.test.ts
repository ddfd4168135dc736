import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Teacher } from '../../../src/app/ports/teacher.ts';
import { Schedule } from '../../../src/app/schedule.ts';
import { watchReply, type WatchedWorld } from '../../../src/app/watched-call.ts';
import type { CallRequest } from '../../../src/core/call.ts';
import type { ProjectId } from '../../../src/core/id.ts';
import { TeacherError } from '../../../src/core/teacher-error.ts';
import { ManualTime } from '../../fakes/manual-time.ts';
import { MemoryLedger } from '../../fakes/memory-ledger.ts';

const request: CallRequest = {
	model: 'm',
	messages: [{ role: 'user', content: 'say yes' }],
	...{ temperature: 0, topP: 1, maxTokens: 8, seed: 1, schema: null, sample: 0 },
};
const { signal } = new AbortController();

function desk(stream: Teacher['stream']) {
	const ledger = new MemoryLedger();
	const { clock, sleep } = new ManualTime();
	const schedule = new Schedule({ concurrency: 1, limits: {}, clock, sleep });
	let asked = 0;
	const teacher: Teacher = {
		ask: () => Promise.reject(new Error('nobody asks')),
		models: () => Promise.resolve([]),
		stream: (...args) => {
			asked++;
			return stream(...args);
		},
	};
	const world: WatchedWorld = {
		...{ teacher, ledger, schedule, clock },
		digest: (text) => Promise.resolve(createHash('sha256').update(text).digest('hex')),
		projectId: 'p1' as ProjectId,
		prices: { promptUsdPerMillion: 2, completionUsdPerMillion: 10 },
	};
	const watch = async () => {
		const pieces: string[] = [];
		for await (const piece of watchReply(world, request, signal)) pieces.push(piece);
		return pieces;
	};
	return { ledger, schedule, watch, asked: () => asked };
}

// eslint-disable-next-line @typescript-eslint/require-await -- a stream whose pieces are all there
async function* yes(_request: unknown, _signal: unknown, hear?: Parameters<Teacher['stream']>[2]) {
	yield 'ye';
	yield 's';
	hear?.usage({ promptTokens: 10, completionTokens: 5 });
}

test('a watched reply is kept like any paid one: sent before it is asked, answered at its end', async () => {
	const { watch, ledger } = desk(yes);
	expect(await watch()).toEqual(['ye', 's']);
	expect(ledger.history).toMatchObject([
		{ state: 'sent', role: 'chat', runId: null, attempts: 1 },
		{ state: 'answered', reply: { text: 'yes' }, costNanoUsd: 70_000 },
	]);
});

test('the same question again is told from the ledger, unpaid', async () => {
	const { watch, asked } = desk(yes);
	await watch();
	expect([await watch(), asked()]).toEqual([['yes'], 1]);
});

test('tokens that aren’t told leave the cost unknown', async () => {
	const { watch, ledger } = desk((one, two) => yes(one, two));
	await watch();
	expect(ledger.history.at(-1)).toMatchObject({ state: 'answered', costNanoUsd: null });
});

test('a reply that breaks off is kept as failed, and frees its place', async () => {
	const { watch, ledger, schedule, asked } = desk(async function* () {
		yield await Promise.resolve('y');
		throw new TeacherError('teacher/cut-off', 'broke off');
	});
	await expect(watch()).rejects.toMatchObject({ code: 'teacher/cut-off' });
	expect(ledger.history.at(-1)).toMatchObject({
		...{ state: 'failed', failure: { code: 'teacher/cut-off' }, reply: null },
	});
	expect(schedule.busy).toBe(0);
	await expect(watch()).rejects.toMatchObject({ code: 'teacher/cut-off' });
	expect(asked()).toBe(2);
});

test('who stops watching frees the place; the row stays in doubt, and says so when asked again', async () => {
	const { ledger, schedule, watch } = desk(yes);
	for await (const piece of watchOnce(ledger, schedule)) {
		expect(piece).toBe('ye');
		break;
	}
	expect([schedule.busy, ledger.history.at(-1)?.state]).toEqual([0, 'sent']);
	await watch();
	expect(ledger.history.at(-1)).toMatchObject({ state: 'answered', attempts: 2, doubts: 1 });
});

function watchOnce(ledger: MemoryLedger, schedule: Schedule) {
	const world: WatchedWorld = {
		...{ ledger, schedule, clock: () => 1, projectId: 'p1' as ProjectId, prices: null },
		digest: (text) => Promise.resolve(createHash('sha256').update(text).digest('hex')),
		teacher: {
			ask: () => Promise.reject(new Error('no')),
			models: () => Promise.resolve([]),
			stream: yes,
		},
	};
	return watchReply(world, request, signal);
}
