/** The stored rows, read as they are, without the database's library: in batches by key, or one by one. */
import { AppError } from '../../src/core/error.ts';
import type { InstructionId, ProjectId, StudentId, RunId } from '../../src/core/id.ts';
import type { Instruction } from '../../src/core/instruction.ts';
import type { Edit } from '../../src/core/pools/edit.ts';
import type { VerdictOrder } from '../../src/core/verdict.ts';
import type { DatabaseName } from './protocol.ts';

export type StoredVerdict = {
	readonly id: string;
	readonly runId: RunId;
	readonly instructionId: InstructionId;
	readonly studentId: StudentId;
	readonly order: VerdictOrder;
	readonly scores: { readonly teacher: number; readonly student: number } | null;
};
export type StoredStudent = {
	readonly id: StudentId;
	readonly runId: RunId;
	readonly iteration: number;
};
type Stored = { readonly instructions: Instruction; readonly verdicts: StoredVerdict };

/** Rows in one request: a batch is a few MB at most, and the worker answers between two of them. */
const ROWS_AT_ONCE = 2000;

export class Source {
	readonly #database: IDBDatabase;

	private constructor(database: IDBDatabase) {
		this.#database = database;
	}

	/** Throws 'storage/closed' when the database is no longer as the page has it open. */
	static async open({ name, version }: DatabaseName, onClosed: () => void): Promise<Source> {
		const request = indexedDB.open(name, version);
		request.addEventListener('upgradeneeded', () => request.transaction?.abort());
		const database = await resultOf(request).catch((cause: unknown) => {
			throw new AppError('storage/closed', 'The database is not open here. Reload this page.', {
				cause,
			});
		});
		// A tab with newer code must not wait for this one.
		database.addEventListener('versionchange', () => {
			database.close();
			onClosed();
		});
		return new Source(database);
	}

	close(): void {
		this.#database.close();
	}

	/** Rows whose keys begin so. */
	count(table: keyof Stored, prefix: string): Promise<number> {
		return resultOf(this.#store(table).count(rangeOf(prefix)));
	}

	/** All rows with keys from the first to the last, by key, some at a time. */
	async *between<Table extends keyof Stored>(
		table: Table,
		from: string,
		to: string,
	): AsyncGenerator<readonly Stored[Table][], void> {
		let range = IDBKeyRange.bound(from, to);
		for (;;) {
			const request = this.#store(table).getAll(range, ROWS_AT_ONCE);
			const rows = (await resultOf(request)) as Stored[Table][];
			if (rows.length > 0) yield rows;
			const last = rows.at(-1);
			if (last === undefined || rows.length < ROWS_AT_ONCE) return;
			range = IDBKeyRange.bound(last.id, to, true);
		}
	}

	/** All rows whose keys begin so. */
	beginning<Table extends keyof Stored>(
		table: Table,
		prefix: string,
	): AsyncGenerator<readonly Stored[Table][], void> {
		return this.between(table, prefix, lastOf(prefix));
	}

	/** One for each key; undefined where there is none. */
	byKeys<Table extends keyof Stored>(
		table: Table,
		keys: readonly string[],
	): Promise<readonly (Stored[Table] | undefined)[]> {
		const store = this.#store(table);
		return Promise.all(
			keys.map((key) => resultOf(store.get(key)) as Promise<Stored[Table] | undefined>),
		);
	}

	students(project: ProjectId): Promise<readonly StoredStudent[]> {
		const index = this.#store('students').index('projectId');
		return resultOf(index.getAll(project)) as Promise<StoredStudent[]>;
	}

	/** Edits whose rows are still to be written, the oldest first. */
	pendingEdits(project: ProjectId): Promise<readonly Edit[]> {
		const index = this.#store('edits').index('pendingOf');
		return resultOf(index.getAll(project)) as Promise<Edit[]>;
	}

	#store(table: string): IDBObjectStore {
		return this.#database.transaction(table, 'readonly').objectStore(table);
	}
}

function rangeOf(prefix: string): IDBKeyRange {
	return IDBKeyRange.bound(prefix, lastOf(prefix));
}

/** After every key that begins so. */
function lastOf(prefix: string): string {
	return `${prefix}\uffff`;
}

function resultOf<T>(request: IDBRequest<T>): Promise<T> {
	return new Promise((resolve, reject) => {
		request.addEventListener('success', () => {
			resolve(request.result);
		});
		request.addEventListener('error', () => {
			reject(
				new AppError('storage/failed', `The database failed: ${String(request.error?.message)}`, {
					cause: request.error,
				}),
			);
		});
	});
}
