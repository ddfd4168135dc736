/** Rows on their way to the store: seen in the book at once, written together a few times a second. */
import type { RunBook } from '../../core/loop/run-book.ts';
import type { RecordChange, RecordStore } from '../ports.ts';

type Pending = { -readonly [Table in keyof RecordChange]: RecordChange[Table] };

/** Rows that wait at most; what a crash loses is asked of the ledger again, unpaid, or computed again. */
const MOST_WAITING = 400;

/** What stands in the buffer can be derived again from the ledger, so it needs no disk of its own before it is used. */
export class RowBuffer {
	readonly #store: RecordStore;
	readonly #book: RunBook;
	#pending: Pending = {};
	#count = 0;
	#writing: Promise<void> = Promise.resolve();

	constructor(store: RecordStore, book: RunBook) {
		this.#store = store;
		this.#book = book;
	}

	/** Takes rows; waits only when too many are on their way. */
	async add(change: RecordChange): Promise<void> {
		this.#book.add(change);
		for (const table of Object.keys(change) as (keyof RecordChange)[]) this.#append(table, change);
		if (this.#count >= MOST_WAITING) await this.flush();
	}

	#append<Table extends keyof RecordChange>(table: Table, change: RecordChange): void {
		const rows = change[table];
		if (rows === undefined) return;
		this.#pending[table] = [...(this.#pending[table] ?? []), ...rows] as Pending[Table];
		this.#count += rows.length;
	}

	/** Resolves when everything taken so far is written; throws 'storage/full' and the like, keeping what it couldn't write. */
	async flush(): Promise<void> {
		const write = this.#writing.then(() => this.#writePending());
		// The next flush tries again, whatever became of this one.
		this.#writing = write.catch(() => undefined);
		await write;
	}

	async #writePending(): Promise<void> {
		const change = this.#pending;
		const count = this.#count;
		if (count === 0) return;
		this.#pending = {};
		this.#count = 0;
		try {
			await this.#store.put(change);
		} catch (thrown) {
			const since = this.#pending;
			this.#pending = change;
			this.#count = count;
			for (const table of Object.keys(since) as (keyof RecordChange)[]) this.#append(table, since);
			throw thrown;
		}
	}
}
