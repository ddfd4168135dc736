/** Rows on their way to the store: seen in the book at once, written together a few times a second. */
import type { RunBook } from '../../core/loop/run-book.ts';
import type { RecordChange, RecordStore } from '../ports/records.ts';

/** Rows that wait at most; what a crash loses is asked of the ledger again, unpaid, or computed again. */
const MOST_WAITING = 400;

/** What stands in the buffer can be derived again from the ledger, so it needs no disk of its own before it is used. */
export class RowBuffer {
	readonly #store: RecordStore;
	readonly #book: RunBook;
	#pending: RecordChange = {};
	#count = 0;
	#writing: Promise<void> = Promise.resolve();

	constructor(store: RecordStore, book: RunBook) {
		this.#store = store;
		this.#book = book;
	}

	/** Takes rows; waits only when too many are on their way. */
	async add(change: RecordChange): Promise<void> {
		this.#book.add(change);
		this.#append(change);
		if (this.#count >= MOST_WAITING) await this.flush();
	}

	#append(change: RecordChange): void {
		const pending: Record<string, readonly unknown[]> = { ...this.#pending };
		for (const [table, rows] of Object.entries(change)) {
			pending[table] = [...(pending[table] ?? []), ...rows];
			this.#count += rows.length;
		}
		this.#pending = pending;
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
			this.#append(since);
			throw thrown;
		}
	}
}
