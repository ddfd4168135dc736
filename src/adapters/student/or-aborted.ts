/** Waiting that an abort ends at once, whatever it is for. */

/** As the promise; rejects with the signal's reason as soon as that aborts. */
export async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
	signal.throwIfAborted();
	const over = new AbortController();
	const aborted = new Promise<never>((_resolve, reject) => {
		const stop = () => {
			reject(signal.reason as Error);
		};
		signal.addEventListener('abort', stop, { signal: over.signal });
	});
	try {
		return await Promise.race([promise, aborted]);
	} finally {
		over.abort();
	}
}
