/** Several streams as one, which takes from whichever is ready. */

type Source<T> = AsyncGenerator<T, void, void>;

/**
 * What the sources yield, each held until its last item was taken. The first error ends the others and is thrown; the
 * reader's return and an abort end all: every source hears of it through the signal that it is made with.
 */
export async function* merged<T>(
	makers: readonly ((signal: AbortSignal) => Source<T>)[],
	signal: AbortSignal,
): Source<T> {
	const over = new AbortController();
	const all = AbortSignal.any([signal, over.signal]);
	const sources = makers.map((make) => make(all));
	const steps = new Map(sources.map((source) => [source, step(source)]));
	try {
		while (steps.size > 0) {
			const { source, done, value } = await Promise.race(steps.values());
			// Asked again, it comes last: one that is always ready doesn't hold the others up.
			steps.delete(source);
			if (done === true) continue;
			yield value;
			steps.set(source, step(source));
		}
	} finally {
		over.abort();
		await Promise.allSettled(sources.map((source) => source.return()));
	}
}

function step<T>(source: Source<T>) {
	const next = source.next().then((result) => ({ source, ...result }));
	// Where another's error came first, nobody waits for this one.
	next.catch(() => undefined);
	return next;
}
