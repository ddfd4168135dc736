/** A call that somebody watches: it goes before all others, comes piece by piece, and is kept in the ledger like any. */
import {
	type Call,
	callContent,
	type CallReply,
	type CallRequest,
	type Prices,
	type Usage,
} from '../core/call.ts';
import { answeredRow, askedRow, sentRow, turnedDownRow } from '../core/call-row.ts';
import type { CallKey, ProjectId } from '../core/id.ts';
import { TeacherError } from '../core/teacher-error.ts';
import type { Ledger } from './ports/ledger.ts';
import type { Clock, Digest } from './ports/system.ts';
import type { Teacher } from './ports/teacher.ts';
import type { Pass, Schedule } from './schedule.ts';

export type WatchedWorld = {
	readonly teacher: Teacher;
	readonly ledger: Ledger;
	readonly schedule: Schedule;
	readonly digest: Digest;
	readonly clock: Clock;
	readonly projectId: ProjectId;
	readonly prices: Prices;
};

/**
 * The reply piece by piece; at once and unpaid where the ledger has it. It belongs to no run and to no budget. Not tried
 * again when it fails: who watches sees that and decides. Throws TeacherError, or the signal's reason.
 */
export async function* watchReply(
	world: WatchedWorld,
	request: CallRequest,
	signal: AbortSignal,
): AsyncGenerator<string, undefined, void> {
	const key = (await world.digest(callContent(request))) as CallKey;
	const known = await world.ledger.get(key);
	if (known?.state === 'answered' && known.reply !== null) {
		yield known.reply.text;
		return undefined;
	}
	const pass = await world.schedule.enter({ request, rank: 'watched' }, signal);
	try {
		const { projectId, clock } = world;
		const about = { projectId, runId: null, role: 'chat', about: 'chat', sentAt: clock() } as const;
		yield* send(
			world,
			{ row: askedRow({ key, model: request.model, ...about }, known), request, pass },
			signal,
		);
	} finally {
		pass.leave();
	}
	return undefined;
}

async function* send(
	world: WatchedWorld,
	job: { readonly row: Call; readonly request: CallRequest; readonly pass: Pass },
	signal: AbortSignal,
): AsyncGenerator<string, void, void> {
	const { request, pass } = job;
	const { teacher, ledger, clock, prices } = world;
	const sent = sentRow(job.row, clock());
	await ledger.put(sent);
	let text = '';
	let took: Usage | null = null;
	const usage = (told: Usage) => (took = told);
	try {
		for await (const piece of teacher.stream(request, signal, { limits: pass.hear, usage })) {
			text += piece;
			yield piece;
		}
	} catch (thrown) {
		if (!(thrown instanceof TeacherError)) throw thrown;
		pass.failed(thrown.usage);
		await ledger.put({ ...turnedDownRow(sent, thrown, prices), state: 'failed' });
		throw thrown;
	}
	const reply = replyOf(text, took);
	pass.answered(reply);
	await ledger.put(answeredRow(sent, reply, { prices, at: clock() }));
}

function replyOf(text: string, took: Usage | null): CallReply {
	const { promptTokens = null, completionTokens = null } = took ?? {};
	return { text, finish: 'stop', promptTokens, completionTokens };
}
