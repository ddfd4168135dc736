/** Reading a live value once. */
import type { Live } from './ports/live.ts';

/** The value now; rejects with what the reading throws. */
export function firstValue<T>(live: Live<T>): Promise<T> {
	return new Promise((resolve, reject) => {
		const subscription = live.subscribe(
			(value) => {
				resolve(value);
				// A live value may answer before `subscribe` has returned.
				queueMicrotask(() => {
					subscription.unsubscribe();
				});
			},
			(thrown) => {
				reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
			},
		);
	});
}
