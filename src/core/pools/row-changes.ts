/** What a writer of the database tells everyone who keeps a copy of rows: which rows of which table it has changed. */

/** Rows by key, or, of many at once, all keys from the first to the last of them. */
export type RowChange =
	| { readonly table: string; readonly keys: readonly string[] }
	| { readonly table: string; readonly from: string; readonly to: string };

/** Name of the BroadcastChannel on which the changes of a database are told. */
export function rowChangesOf(database: string): string {
	return `retort/rows/${database}`;
}

/** More changed keys than this are told as a range. */
const MOST_KEYS = 5000;

/** The change of these keys, of which there is at least one. */
export function changeOf(table: string, keys: readonly string[]): RowChange {
	if (keys.length <= MOST_KEYS) return { table, keys };
	let [from, to] = [keys[0] ?? '', keys[0] ?? ''];
	for (const key of keys) {
		if (key < from) from = key;
		if (key > to) to = key;
	}
	return { table, from, to };
}
