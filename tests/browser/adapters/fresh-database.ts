/** Databases of their own for tests, deleted after each. */
import Dexie from 'dexie';
import { afterEach, vi } from 'vitest';
import {
	type Database,
	type DatabaseOptions,
	openDatabase,
} from '../../../src/adapters/indexeddb/database.ts';

let opened = 0;
const databases: Database[] = [];
const names = new Set<string>();

export function freshName(): string {
	const name = `retort-test-${opened++}-${performance.timeOrigin}`;
	names.add(name);
	return name;
}

export async function freshDatabase(options: DatabaseOptions = {}): Promise<Database> {
	const database = await openDatabase({ name: freshName(), ...options });
	databases.push(database);
	return database;
}

afterEach(async () => {
	vi.restoreAllMocks();
	for (const database of databases.splice(0)) database.close();
	for (const name of names) await Dexie.delete(name);
	names.clear();
});

/** Notes how durably each writing transaction was made; called before the database is opened, which keeps the method. */
export function watchTransactions(onComplete: () => void = () => undefined): string[] {
	// eslint-disable-next-line @typescript-eslint/unbound-method -- applied to its own database below
	const original = IDBDatabase.prototype.transaction;
	const durabilities: string[] = [];
	vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (
		this: IDBDatabase,
		...given
	) {
		const transaction = original.apply(this, given);
		if (transaction.mode === 'readwrite') {
			durabilities.push(transaction.durability);
			transaction.addEventListener('complete', onComplete);
		}
		return transaction;
	});
	return durabilities;
}
