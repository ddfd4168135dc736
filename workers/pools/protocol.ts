/** What the page may ask of the pools worker. */
import type { InstructionId } from '../../src/core/id.ts';
import type { PoolFilter } from '../../src/core/pools/filter.ts';
import type {
	CopyState,
	Listing,
	NearRow,
	PoolScope,
	RowFacts,
} from '../../src/core/pools/listing.ts';

type Question<Args, Result> = {
	readonly args: Args;
	readonly item: never;
	readonly result: Result;
};

/** A database that is open elsewhere, in the version that it has there. */
export type DatabaseName = { readonly name: string; readonly version: number };

export type PoolsApi = {
	/** Reads the rows of the scope, then follows their changes; streams how far it is, and never ends by itself. */
	readonly follow: {
		readonly args: { readonly database: DatabaseName; readonly scope: PoolScope };
		readonly item: CopyState;
		readonly result: undefined;
	};
	readonly list: Question<PoolFilter, Listing>;
	/** Rows of a list from place `first` on; throws 'pools/list-gone' for one that is forgotten. */
	readonly rows: Question<
		{ readonly view: number; readonly first: number; readonly count: number },
		readonly RowFacts[]
	>;
	readonly row: Question<InstructionId, RowFacts | undefined>;
	readonly ids: Question<
		{ readonly view: number; readonly first: number; readonly count: number },
		readonly InstructionId[]
	>;
	/** −1: not in the list. */
	readonly placeOf: Question<{ readonly view: number; readonly id: InstructionId }, number>;
	/** Of the rows that are only scored on, or of those that are trained on; when all of them are read. */
	readonly nearest: Question<
		{ readonly text: string; readonly among: 'scored' | 'trained' },
		NearRow | null
	>;
};
