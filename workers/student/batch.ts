/** Rows that go through the network together, a token each a step; those that have ended leave. */
import type { Model } from './model.ts';
import type { Cache } from './network.ts';
import type { PickToken } from './next-token.ts';

export type Row = {
	/** The prompt. */
	readonly ids: readonly number[];
	/** Tokens to generate at most, at least 1. */
	readonly limit: number;
	readonly pick: PickToken;
	/** Hears each token that is no end token; true: the row ends with it. */
	readonly isOverWith?: (id: number) => boolean;
};
export type Emitted<R extends Row> = {
	readonly row: R;
	readonly id: number;
	/** Set with the row's last token; 'stop': the token has ended it, whether an end token or with `isOverWith`. */
	readonly finish: 'stop' | 'length' | null;
};
type Live<R extends Row> = {
	readonly row: R;
	readonly padding: number;
	generated: number;
	over: boolean;
};

/** When this share of a batch is over, the rest goes on as a smaller batch; a copy of the cache costs less than a step. */
const SHRINK_AT = 0.25;

export class Batch<R extends Row> {
	readonly #model: Model;
	readonly #endIds: ReadonlySet<number>;
	#cache: Cache;
	/** Tokens of the longest row; the others are padded on the left up to it. */
	#length: number;
	#live: readonly Live<R>[];
	/** [rows, new tokens] */
	#ids: BigInt64Array<ArrayBuffer>;
	#steps = 0;

	constructor(model: Model, rows: readonly R[], endIds: ReadonlySet<number>) {
		const length = Math.max(...rows.map(({ ids }) => ids.length));
		this.#model = model;
		this.#endIds = endIds;
		this.#length = length;
		this.#live = rows.map((row) => ({
			row,
			padding: length - row.ids.length,
			generated: 0,
			over: false,
		}));
		this.#ids = paddedIds(this.#live, length);
		this.#cache = model.emptyCache(rows.length);
	}

	/** Rows that have not ended. */
	get going(): number {
		return this.#live.filter(({ over }) => !over).length;
	}

	/** Tokens that its cache may come to hold, of all rows; those that have ended count until they have left. */
	get heldTokens(): number {
		const ends = this.#live.map(({ row, padding }) => padding + row.ids.length + row.limit);
		return this.#live.length * Math.max(0, ...ends);
	}

	get steps(): number {
		return this.#steps;
	}

	/** The new token of every row that goes on. */
	async step(): Promise<readonly Emitted<R>[]> {
		const { scores, vocabulary, cache } = await this.#model.step({
			rows: this.#live.length,
			ids: this.#ids,
			mask: maskOf(this.#live, this.#length),
			cache: this.#cache,
		});
		this.#cache = cache;
		const next = this.#live.map(({ row }, place) =>
			row.pick(scores, place * vocabulary, vocabulary),
		);
		const emitted = this.#live.flatMap((live, place) => emit(live, next[place] ?? 0, this.#endIds));
		this.#length++;
		this.#steps++;
		this.#ids = BigInt64Array.from(next, BigInt);
		this.#shrink();
		return emitted;
	}

	/** Frees its cache. */
	drop(): void {
		this.#cache.drop();
	}

	/** Leaves out the rows that are over, where enough are and the cache can be cut. */
	#shrink(): void {
		const going = this.#live.flatMap(({ over }, place) => (over ? [] : [place]));
		const over = this.#live.length - going.length;
		if (going.length === 0 || over < this.#live.length * SHRINK_AT) return;
		const smaller = this.#cache.keepRows(going);
		if (smaller === undefined) return;
		this.#cache.drop();
		this.#cache = smaller;
		this.#ids = BigInt64Array.from(going, (place) => this.#ids[place] ?? 0n);
		this.#live = this.#live.filter((row) => !row.over);
	}
}

function emit<R extends Row>(live: Live<R>, id: number, endIds: ReadonlySet<number>): Emitted<R>[] {
	// A row that has ended runs on beside the others where the cache can't be cut.
	if (live.over) return [];
	live.generated++;
	const isLast = endIds.has(id) || live.row.isOverWith?.(id) === true;
	const finish = isLast ? 'stop' : live.generated >= live.row.limit ? 'length' : null;
	live.over = finish !== null;
	return [{ row: live.row, id, finish }];
}

/** [rows, length], padded on the left: exact in our exports, whose attention masks it out. */
function paddedIds(live: readonly Live<Row>[], length: number): BigInt64Array<ArrayBuffer> {
	const padded = new BigInt64Array(live.length * length);
	live.forEach(({ row, padding }, place) => {
		padded.set(row.ids.map(BigInt), place * length + padding);
	});
	return padded;
}

function maskOf(live: readonly Live<Row>[], length: number): BigInt64Array<ArrayBuffer> {
	const mask = new BigInt64Array(live.length * length).fill(1n);
	live.forEach(({ padding }, place) => {
		mask.fill(0n, place * length, place * length + padding);
	});
	return mask;
}
