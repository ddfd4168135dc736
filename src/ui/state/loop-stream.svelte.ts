/** The live stream of one run: hears its feed, shows it twice a second, holds it while somebody reads. */
import type { RunFeed } from '../../app/ports/run-feed.ts';
import type { RunId } from '../../core/id.ts';
import type { RunEvent } from '../../core/progress.ts';
import { StreamFold, type StreamRow } from './stream-fold.ts';

const SHOWN_EVERY_MS = 500;
/** The rate is that of the last ten seconds. */
const RATE_WINDOW = 20;

export class LoopStream {
	#rows = $state.raw<readonly StreamRow[]>([]);
	#waiting = $state(0);
	#perSecond = $state(0);
	#isHeld = false;
	readonly #fold = new StreamFold();
	#heard: RunEvent[] = [];
	#counts: number[] = [];
	#arrived = 0;
	readonly #stop: () => void;
	readonly #timer: ReturnType<typeof setInterval>;

	constructor(feed: RunFeed, run: RunId) {
		this.#stop = feed.listen(run, (event) => {
			this.#heard.push(event);
			this.#arrived++;
		});
		this.#timer = setInterval(() => {
			this.#tick();
		}, SHOWN_EVERY_MS);
	}

	/** Newest first. */
	get rows(): readonly StreamRow[] {
		return this.#rows;
	}
	/** Events heard while the stream was held. */
	get waiting(): number {
		return this.#waiting;
	}
	/** Events a second over the last ten. */
	get perSecond(): number {
		return this.#perSecond;
	}

	hold(): void {
		this.#isHeld = true;
	}

	release(): void {
		this.#isHeld = false;
		this.#show();
	}

	close(): void {
		this.#stop();
		clearInterval(this.#timer);
	}

	#tick(): void {
		this.#counts = [...this.#counts, this.#arrived].slice(-RATE_WINDOW);
		this.#arrived = 0;
		const sum = this.#counts.reduce((total, count) => total + count, 0);
		this.#perSecond = (1000 * sum) / (this.#counts.length * SHOWN_EVERY_MS);
		// An empty stream has nothing that could be read away from under the pointer.
		if (this.#isHeld && this.#rows.length > 0) this.#waiting = this.#heard.length;
		else this.#show();
	}

	#show(): void {
		this.#waiting = 0;
		if (this.#heard.length === 0) return;
		this.#rows = this.#fold.add(this.#heard);
		this.#heard = [];
	}
}
