/** Queries that are asked again whenever what they read has changed, in whichever tab or worker. */
import { liveQuery } from 'dexie';
import type { Live } from '../../app/ports/live.ts';
import { storageError } from './storage-error.ts';

/** The query's newest result; its failures come as AppError 'storage/…'. */
export function live<T>(query: () => Promise<T>): Live<T> {
	const results = liveQuery(query);
	return {
		subscribe(next, failed) {
			const subscription = results.subscribe(next, (thrown: unknown) => {
				failed?.(storageError(thrown));
			});
			return {
				unsubscribe: () => {
					subscription.unsubscribe();
				},
			};
		},
	};
}
