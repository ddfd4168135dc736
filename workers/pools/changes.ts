/** What writers of the database tell of its rows, kept until it is asked for. */
import { rowChangesOf, type RowChange } from '../../src/core/pools/row-changes.ts';

export class Changes {
	readonly #channel: BroadcastChannel;
	readonly #over: AbortSignal;
	#told: RowChange[] = [];
	#wake: () => void = () => undefined;

	/** Listens from now on, until `over` aborts. */
	constructor(database: string, over: AbortSignal) {
		this.#over = over;
		this.#channel = new BroadcastChannel(rowChangesOf(database));
		this.#channel.addEventListener('message', ({ data }: MessageEvent<readonly RowChange[]>) => {
			this.#told.push(...data);
			this.#wake();
		});
		over.addEventListener('abort', () => {
			this.#wake();
		});
	}

	/** All that was told since the last time, at least one; rejects with the reason of `over`. */
	async next(): Promise<readonly RowChange[]> {
		this.#over.throwIfAborted();
		if (this.#told.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
		this.#over.throwIfAborted();
		const told = this.#told;
		this.#told = [];
		return told;
	}

	close(): void {
		this.#channel.close();
	}
}
