/** Looks a word that others chose up in a table of ours, which as an object knows `constructor` and `__proto__` too. */

/** The table's own value of `key`; undefined where it has none. */
export function ownValue<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
	return Object.hasOwn(table, key) ? table[key] : undefined;
}
