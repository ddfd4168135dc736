/** The journal as a page keeps it: by a worker, made with the first line. */
import { connect, type Connection } from '../../../workers/rpc/connect.ts';
import type { JournalApi } from '../../../workers/journal/protocol.ts';
import type { Write } from './batch.ts';
import { Journal } from './journal.ts';

export class PageJournal {
	readonly #journal: Journal;
	readonly #database: string;
	#id: string | undefined;
	#worker: Connection<JournalApi> | undefined;

	constructor(database: string) {
		this.#database = database;
		this.#journal = new Journal((id) =>
			Promise.resolve({
				append: (line, isDurable) => {
					const args = { database, id, line, isDurable };
					this.#line().call('append', args).catch(said);
				},
			}),
		);
	}

	/** For `openDatabase`. */
	readonly take = (writes: readonly Write[], isDurable: boolean): void => {
		this.#journal.take(writes, isDurable);
	};

	/** null: there is none. */
	begin(id: string | null): void {
		if (id === null) {
			this.#journal.end();
			return;
		}
		this.#id = id;
		this.#journal.begin(id);
	}

	/** Rewrites the journal where that is due; `isForced`: now, or the next time that nobody else writes to it. */
	async tidy(isForced: boolean): Promise<void> {
		const id = this.#id;
		if (id === undefined) return;
		await this.#line().call('tidy', { database: this.#database, id, isForced }).catch(said);
	}

	/** Ends the worker. */
	close(): void {
		this.#worker?.close();
		this.#worker = undefined;
	}

	#line(): Connection<JournalApi> {
		this.#worker ??= connect<JournalApi>(
			new Worker(new URL('../../../workers/journal/worker.ts', import.meta.url), {
				type: 'module',
				name: 'journal',
			}),
		);
		return this.#worker;
	}
}

/** The database has it all: a journal that can't be written is no reason to stop. */
function said(thrown: unknown): void {
	console.info('The journal could not be written:', thrown);
}
