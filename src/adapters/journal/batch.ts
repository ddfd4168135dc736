/** What a transaction has written, as a line of the journal tells it. */
import type { TableName } from '../indexeddb/schema.ts';

/** Keys are strings; null: no bound on that side. */
export type KeyRange = {
	readonly lower: string | null;
	readonly upper: string | null;
	readonly lowerOpen: boolean;
	readonly upperOpen: boolean;
};
export type Write =
	| { readonly table: TableName; readonly put: readonly object[] }
	| { readonly table: TableName; readonly delete: readonly string[] }
	| { readonly table: TableName; readonly range: KeyRange };
export type Batch = {
	/** Unix ms with fractions; rises within a segment. */
	readonly at: number;
	readonly writes: readonly Write[];
};

/** The last line of a segment after which more was written than it tells: the disk was full. */
export const BEHIND = '"behind"\n';
/** The last line of a snapshot that is whole. */
export const WHOLE = '"whole"\n';

export function lineOf(batch: Batch): string {
	return `${JSON.stringify(batch)}\n`;
}

/** undefined: a line that a crash cut off, or a mark. */
export function batchOf(line: string): Batch | undefined {
	try {
		const value = JSON.parse(line) as Partial<Batch> | string;
		if (typeof value === 'string') return undefined;
		return Array.isArray(value.writes) && typeof value.at === 'number'
			? (value as Batch)
			: undefined;
	} catch {
		// What a crash left of it.
		return undefined;
	}
}
