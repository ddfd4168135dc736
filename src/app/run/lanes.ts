/** Work done by several lanes at once, and a channel that hands them more as it becomes ready. */

/** Items that come one by one; readers wait for the next. Several readers share it. */
export class Channel<T> implements AsyncIterable<T> {
	readonly #items: T[] = [];
	readonly #waiting: ((result: IteratorResult<T, undefined>) => void)[] = [];
	#ended = false;

	push(item: T): void {
		const reader = this.#waiting.shift();
		if (reader === undefined) this.#items.push(item);
		else reader({ value: item, done: false });
	}

	/** No more will come; what was pushed is still handed out. */
	end(): void {
		this.#ended = true;
		for (const reader of this.#waiting.splice(0)) reader({ value: undefined, done: true });
	}

	[Symbol.asyncIterator](): AsyncIterator<T, undefined> {
		return {
			next: () => {
				const item = this.#items.shift();
				if (item !== undefined) return Promise.resolve({ value: item, done: false });
				if (this.#ended) return Promise.resolve({ value: undefined, done: true });
				return new Promise((resolve) => this.#waiting.push(resolve));
			},
		};
	}
}

/**
 * Does `work` for every item, at most `lanes` at once. After `stop` is aborted, or a work has thrown, no further item is
 * taken; what is under way ends first. Throws the first error.
 */
export async function inLanes<T>(
	items: Iterable<T> | AsyncIterable<T>,
	lanes: number,
	work: (item: T) => Promise<void>,
	stop: AbortSignal,
): Promise<void> {
	const iterator =
		Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
	const errors: unknown[] = [];
	const lane = async () => {
		while (errors.length === 0 && !stop.aborted) {
			const next = await iterator.next();
			if (next.done === true) return;
			try {
				await work(next.value);
			} catch (thrown) {
				errors.push(thrown);
			}
		}
	};
	await Promise.all(Array.from({ length: lanes }, lane));
	if (errors.length > 0) throw errors[0];
}

/** Waits until all have ended, then throws the first error; none is left running behind it. */
export async function allEnded(parts: readonly Promise<unknown>[]): Promise<void> {
	for (const result of await Promise.allSettled(parts))
		if (result.status === 'rejected') throw result.reason;
}

/** For parts of one work: the first that fails aborts `stop` for the others with its error, as `outer` does with its own. */
export function stoppingTogether(outer: AbortSignal): {
	readonly stop: AbortSignal;
	readonly orStopAll: (part: Promise<void>) => Promise<void>;
} {
	const failing = new AbortController();
	return {
		stop: AbortSignal.any([outer, failing.signal]),
		orStopAll: async (part) => {
			await part.catch((thrown: unknown) => {
				failing.abort(thrown);
				throw thrown;
			});
		},
	};
}
