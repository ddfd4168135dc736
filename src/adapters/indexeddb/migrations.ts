/** How rows of earlier versions become rows of this one: a pure function for each step of each table. */
import { AppError } from '../../core/error.ts';

export type VersionedRow = Readonly<Record<string, unknown>> & { readonly schema: number };
/** From one schema number to the next; the new row carries the new number. */
export type Migration = (row: VersionedRow) => VersionedRow;
/** By table; the first takes rows from 1 to 2. */
export type Migrations = Readonly<Record<string, readonly Migration[]>>;

export const MIGRATIONS: Migrations = {};

/** The row as this version writes it; throws AppError 'storage/newer' for a row that a later version wrote. */
export function migrated(row: VersionedRow, steps: readonly Migration[] = []): VersionedRow {
	const newest = steps.length + 1;
	if (!Number.isInteger(row.schema) || row.schema < 1 || row.schema > newest)
		throw new AppError(
			'storage/newer',
			`expected a row of schema 1 to ${newest}, got ${String(row.schema)}`,
		);
	return steps.slice(row.schema - 1).reduce((older, step) => step(older), row);
}
