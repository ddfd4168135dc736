/** The live lines of a run over a BroadcastChannel: heard in every tab, kept nowhere. */
import type { RunFeed } from '../../app/ports/run-feed.ts';
import type { RunId } from '../../core/id.ts';
import type { RunEvent } from '../../core/progress.ts';

const nameOf = (run: RunId) => `retort/run/${run}`;
/** Lines a message holds at most, and how often one goes out: thousands of lines a second would choke the page. */
const MOST_LINES = 60;
const EVERY_MS = 200;

export class BroadcastRunFeed implements RunFeed {
	readonly #outgoing = new Map<RunId, { channel: BroadcastChannel; lines: RunEvent[] }>();

	say(run: RunId, event: RunEvent): void {
		const open = this.#outgoing.get(run) ?? {
			channel: new BroadcastChannel(nameOf(run)),
			lines: [],
		};
		this.#outgoing.set(run, open);
		if (open.lines.length === 0)
			setTimeout(() => {
				open.channel.postMessage(open.lines.splice(0));
			}, EVERY_MS);
		// Of a burst the first lines stand for the rest: the counts are in the progress.
		if (open.lines.length < MOST_LINES) open.lines.push(event);
	}

	listen(run: RunId, hear: (event: RunEvent) => void): () => void {
		const channel = new BroadcastChannel(nameOf(run));
		channel.addEventListener('message', ({ data }: MessageEvent<readonly RunEvent[]>) => {
			for (const event of data) hear(event);
		});
		return () => {
			channel.close();
		};
	}
}
