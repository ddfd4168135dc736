/** A clock that stands still while anything is under way, and then jumps to the next who wakes. */
import type { Clock, Sleep } from '../../src/app/ports/system.ts';

type Sleeper = { readonly at: number; readonly wake: () => void };

export class VirtualTime {
	/** In ms; any time will do. */
	now = 1_000_000;
	#sleepers: Sleeper[] = [];

	readonly clock: Clock = () => this.now;

	readonly sleep: Sleep = (ms, signal) =>
		new Promise((resolve, reject) => {
			signal.throwIfAborted();
			const sleeper = { at: this.now + ms, wake: resolve };
			this.#sleepers.push(sleeper);
			signal.addEventListener('abort', () => {
				this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
				reject(signal.reason as Error);
			});
		});

	/** Lets time pass until `work` has ended; throws when it waits for something that no clock brings. */
	async until<T>(work: Promise<T>): Promise<T> {
		const ended = { is: false };
		const end = () => (ended.is = true);
		work.then(end, end);
		for (;;) {
			await settled();
			if (ended.is) return work;
			if (this.#sleepers.length === 0) throw new Error('expected somebody to sleep, got nobody');
			this.#wakeNext(Number.POSITIVE_INFINITY);
		}
	}

	/** Lets `ms` pass. */
	async pass(ms: number): Promise<void> {
		const end = this.now + ms;
		do await settled();
		while (this.#wakeNext(end));
		this.now = end;
	}

	#wakeNext(last: number): boolean {
		this.#sleepers.sort((one, other) => one.at - other.at);
		const [next] = this.#sleepers;
		if (next === undefined || next.at > last) return false;
		this.#sleepers.shift();
		this.now = Math.max(this.now, next.at);
		next.wake();
		return true;
	}
}

/** Everything that needs no time has happened. */
function settled(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
