/** Following a job's events through lost connections. */
import { codeOf } from '../../core/error.ts';
import { sleep } from '../system/sleep.ts';
import type { Link } from './link.ts';
import { readEvents, type ServerSentEvent } from './server-sent-events.ts';
import { trainerUnreachable } from './trainer-error.ts';

/** Connections in a row that bring nothing, before the trainer counts as gone: about half a minute. */
const MOST_FAILURES = 6;
const FIRST_WAIT_MS = 500;

/** What passes when the trainer comes back. */
const PASSES: ReadonlySet<string> = new Set(['trainer/unreachable', 'trainer/server-error']);

/** Every `event` of the stream, once each and in order, until its `end`. */
export async function* followJob(
	link: Link,
	jobId: string,
	signal: AbortSignal,
): AsyncGenerator<ServerSentEvent> {
	let seen = '';
	for (let failures = 0; ; failures++) {
		if (failures > 0) await sleep(FIRST_WAIT_MS * 2 ** (failures - 1), signal);
		try {
			for await (const event of connection(link, { jobId, seen, signal })) {
				failures = 0;
				if (event.event === 'end') return;
				if (event.event !== 'event') continue;
				seen = event.id;
				yield event;
			}
		} catch (thrown) {
			signal.throwIfAborted();
			if (!PASSES.has(codeOf(thrown)) || failures >= MOST_FAILURES) throw thrown;
		}
	}
}

async function* connection(
	link: Link,
	place: { readonly jobId: string; readonly seen: string; readonly signal: AbortSignal },
): AsyncGenerator<ServerSentEvent> {
	const { jobId, seen, signal } = place;
	const path = `/v1/fine_tuning/jobs/${encodeURIComponent(jobId)}/events/stream`;
	const headers: Record<string, string> = { accept: 'text/event-stream' };
	if (seen !== '') headers['last-event-id'] = seen;
	const { body } = await link.call(path, { headers, signal }, jobId);
	if (body === null) return;
	try {
		yield* readEvents(body);
	} catch (thrown) {
		// The connection broke while it was read.
		signal.throwIfAborted();
		throw trainerUnreachable(link.origin, thrown);
	}
}
