/** The ledger of calls in IndexedDB: every row on disk before its promise resolves. */
import Dexie from 'dexie';
import type { Ledger } from '../../app/ports/ledger.ts';
import type { Call } from '../../core/call.ts';
import { codeOf } from '../../core/error.ts';
import type { CallKey, RunId } from '../../core/id.ts';
import type { Database } from './database.ts';
import { GroupCommit } from './group-commit.ts';
import { inStorage } from './storage-error.ts';

/** Rows in memory at once when a run's calls are told. */
const ROWS_AT_ONCE = 500;

type Work = { readonly put: Call } | { readonly get: CallKey };

export class IndexedDbLedger implements Ledger {
	readonly #database: Database;
	readonly #group: GroupCommit<Work, Call | undefined>;
	/** Replies that are paid for and found the disk full: kept until they are asked for again, when there may be room. */
	readonly #unsaved = new Map<CallKey, Call>();

	constructor(database: Database) {
		this.#database = database;
		this.#group = new GroupCommit((works) => inStorage(() => this.#carryOut(works)));
	}

	async get(key: CallKey): Promise<Call | undefined> {
		const unsaved = this.#unsaved.get(key);
		if (unsaved !== undefined) await this.put(unsaved);
		return unsaved ?? (await this.#group.add({ get: key }));
	}

	async put(call: Call): Promise<void> {
		try {
			await this.#group.add({ put: call });
			this.#unsaved.delete(call.key);
		} catch (thrown) {
			if (call.state === 'answered' && codeOf(thrown) === 'storage/full')
				this.#unsaved.set(call.key, call);
			throw thrown;
		}
	}

	/** Not one transaction: it would hold up all writing for as long as the largest run takes. */
	async eachOfRun(run: RunId, hear: (call: Call) => void): Promise<void> {
		const { calls } = this.#database.relaxed;
		const ofRun = () =>
			calls.where('[runId+state]').between([run, Dexie.minKey], [run, Dexie.maxKey]);
		const keys = await inStorage(() => ofRun().primaryKeys());
		for (let start = 0; start < keys.length; start += ROWS_AT_ONCE) {
			const some = keys.slice(start, start + ROWS_AT_ONCE);
			for (const call of await inStorage(() => calls.bulkGet(some)))
				if (call !== undefined) hear(this.#unsaved.get(call.key) ?? call);
		}
	}

	/** Reading along with the writes saves waiting for their transaction to end. */
	async #carryOut(works: readonly Work[]): Promise<readonly (Call | undefined)[]> {
		const rows = works.flatMap((work) => ('put' in work ? [work.put] : []));
		const keys = works.flatMap((work) => ('get' in work ? [work.get] : []));
		const { relaxed, strict } = this.#database;
		if (rows.length === 0) return relaxed.calls.bulkGet(keys);
		const found = await strict.transaction('rw', strict.calls, async () => {
			await strict.calls.bulkPut(rows);
			return keys.length === 0 ? [] : strict.calls.bulkGet(keys);
		});
		let next = 0;
		return works.map((work) => ('get' in work ? found[next++] : undefined));
	}
}
