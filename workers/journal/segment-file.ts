/** One context's segment of a journal, written without waiting: in dedicated workers alone, where files can be. */
import { BEHIND } from '../../src/adapters/journal/batch.ts';
import type { Appender } from '../../src/adapters/journal/journal.ts';
import { openSyncFile, type SyncFile, writeLine } from './sync-file.ts';
import { journalOf, lockOf, newSegmentName } from '../../src/adapters/journal/folder.ts';

export class SegmentFile implements Appender {
	readonly #file: SyncFile;
	readonly #release: () => Promise<void>;
	/** Bytes. */
	#end = 0;
	#lastLineAt = 0;
	#isBehind = false;

	private constructor(file: SyncFile, release: () => Promise<void>) {
		this.#file = file;
		this.#release = release;
	}

	/** A new segment; waits while the journal is being rewritten. */
	static async open(database: string, id: string): Promise<SegmentFile> {
		const release = await share(lockOf(database));
		try {
			const directory = await journalOf(database, id);
			return new SegmentFile(await openSyncFile(directory, newSegmentName('log')), release);
		} catch (thrown) {
			await release();
			throw thrown;
		}
	}

	append(line: string, isDurable: boolean): void {
		if (this.#isBehind) return;
		try {
			const end = writeLine(this.#file, line, this.#end);
			this.#lastLineAt = this.#end;
			this.#end = end;
			if (isDurable) this.#file.flush();
		} catch (thrown) {
			this.#fallBehind(thrown);
		}
	}

	async close(): Promise<void> {
		this.#file.close();
		await this.#release();
	}

	/** The database goes on: the journal is rewritten from it when there is room. The last line makes room for the mark. */
	#fallBehind(why: unknown): void {
		this.#isBehind = true;
		console.info('The journal is behind:', why);
		this.#file.truncate(this.#lastLineAt);
		writeLine(this.#file, BEHIND, this.#lastLineAt);
		this.#file.flush();
	}
}

/** Resolves when the lock is held, with what lets go of it: a promise that it is free. */
function share(lock: string): Promise<() => Promise<void>> {
	return new Promise((resolve, reject) => {
		let letGo: () => void = () => undefined;
		const over = new Promise<void>((release) => {
			letGo = release;
		});
		const held = navigator.locks.request(lock, { mode: 'shared' }, () => {
			resolve(async () => {
				letGo();
				await held;
			});
			return over;
		});
		held.catch(reject);
	});
}
