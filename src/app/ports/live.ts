/** A value that changes. */

/** A value that changes: the shape of Svelte's stores and Dexie's live queries. */
export interface Live<T> {
	subscribe(next: (value: T) => void, failed?: (error: unknown) => void): { unsubscribe(): void };
}
