/** Generates the answers of one batch, token by token. */
import { drop, keepRows, type Cache, type Model } from './model.ts';
import type { PickToken } from './next-token.ts';

export type Row = {
	/** The prompt. */
	readonly ids: readonly number[];
	/** Tokens to generate at most, at least 1. */
	readonly limit: number;
	readonly pick: PickToken;
};
export type Emitted = {
	/** Place in `rows`. */
	readonly row: number;
	readonly id: number;
	/** Set with the row's last token; 'stop': the token is an end token. */
	readonly finish: 'stop' | 'length' | null;
};
type Live = Row & {
	readonly row: number;
	readonly padding: number;
	generated: number;
	over: boolean;
};

/** When this share of a batch is over, the rest goes on as a smaller batch; a copy of the cache costs less than a step. */
const SHRINK_AT = 0.25;

/** Yields the new token of every row that goes on, step by step; ends when all rows have ended or the signal aborts. */
export async function* decode(
	model: Model,
	rows: readonly Row[],
	endIds: ReadonlySet<number>,
	signal: AbortSignal,
): AsyncGenerator<readonly Emitted[], void, void> {
	const batch = new Batch(model, rows);
	try {
		while (!batch.over) {
			await eventsHandled();
			signal.throwIfAborted();
			yield await batch.step(endIds);
		}
	} finally {
		drop(batch.cache);
	}
}

class Batch {
	cache: Cache;
	readonly #model: Model;
	/** Tokens of the longest row; the others are padded on the left up to it. */
	#length: number;
	#live: readonly Live[];
	/** [rows, new tokens] */
	#ids: BigInt64Array<ArrayBuffer>;

	constructor(model: Model, rows: readonly Row[]) {
		const length = Math.max(...rows.map(({ ids }) => ids.length));
		this.#model = model;
		this.#length = length;
		this.#live = rows.map((row, place) => ({
			...row,
			row: place,
			padding: length - row.ids.length,
			generated: 0,
			over: false,
		}));
		this.#ids = paddedIds(this.#live, length);
		this.cache = model.emptyCache(rows.length);
	}

	get over(): boolean {
		return this.#live.every(({ over }) => over);
	}

	async step(endIds: ReadonlySet<number>): Promise<readonly Emitted[]> {
		const { scores, vocabulary, cache } = await this.#model.step({
			rows: this.#live.length,
			ids: this.#ids,
			mask: maskOf(this.#live, this.#length),
			cache: this.cache,
		});
		this.cache = cache;
		const next = this.#live.map(({ pick }, place) => pick(scores, place * vocabulary, vocabulary));
		const emitted = this.#live.flatMap((row, place) => emit(row, next[place] ?? 0, endIds));
		this.#length++;
		this.#ids = BigInt64Array.from(next, BigInt);
		this.#shrink();
		return emitted;
	}

	/** Leaves out the rows that are over, where enough are and the cache can be cut. */
	#shrink(): void {
		const going = this.#live.flatMap(({ over }, place) => (over ? [] : [place]));
		const over = this.#live.length - going.length;
		if (going.length === 0 || over < this.#live.length * SHRINK_AT) return;
		const smaller = keepRows(this.cache, going);
		if (smaller === undefined) return;
		drop(this.cache);
		this.cache = smaller;
		this.#ids = BigInt64Array.from(going, (place) => this.#ids[place] ?? 0n);
		this.#live = this.#live.filter((row) => !row.over);
	}
}

function emit(row: Live, id: number, endIds: ReadonlySet<number>): Emitted[] {
	// A row that has ended runs on beside the others where the cache can't be cut.
	if (row.over) return [];
	row.generated++;
	const finish = endIds.has(id) ? 'stop' : row.generated >= row.limit ? 'length' : null;
	row.over = finish !== null;
	return [{ row: row.row, id, finish }];
}

/** [rows, length], padded on the left: exact in our exports, whose attention masks it out. */
function paddedIds(live: readonly Live[], length: number): BigInt64Array<ArrayBuffer> {
	const padded = new BigInt64Array(live.length * length);
	live.forEach(({ ids, padding }, place) => {
		padded.set(ids.map(BigInt), place * length + padding);
	});
	return padded;
}

function maskOf(live: readonly Live[], length: number): BigInt64Array<ArrayBuffer> {
	const mask = new BigInt64Array(live.length * length).fill(1n);
	live.forEach(({ padding }, place) => {
		mask.fill(0n, place * length, place * length + padding);
	});
	return mask;
}

const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => {
	waiting.shift()?.();
};

/** WASM steps end in microtasks, in which no abort can arrive; a timer would wait 4 ms each time. */
function eventsHandled(): Promise<void> {
	return new Promise((resolve) => {
		waiting.push(resolve);
		channel.port2.postMessage(null);
	});
}
