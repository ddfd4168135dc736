/** Works on while the reader is busy with what came before, and hands over at once what came meanwhile. */

/**
 * Items of `steps`, which is read to its end as fast as it goes; those that come before the reader asks are made one, in
 * their order. Who stops reading must end `steps` by other means, an abort: it isn't waited for.
 */
export async function* runningAhead<T extends object>(
	steps: AsyncIterable<T>,
	joined: (earlier: T, later: T) => T,
): AsyncGenerator<T, void, void> {
	let held: T | null = null;
	let wake: () => void = () => undefined;
	const over = (async () => {
		for await (const item of steps) {
			held = held === null ? item : joined(held, item);
			wake();
		}
	})();
	// It may fail while the reader is busy: the reader hears it when it comes back.
	const ended = over.then(
		() => true,
		() => true,
	);
	for (;;) {
		const woken = new Promise<boolean>((resolve) => {
			wake = () => {
				resolve(false);
			};
		});
		const isOver = isEmpty() && (await Promise.race([ended, woken]));
		const item = take();
		if (item !== null) yield item;
		else if (isOver) {
			await over;
			return;
		}
	}

	function isEmpty(): boolean {
		return held === null;
	}
	function take(): T | null {
		const taken = held;
		held = null;
		return taken;
	}
}
