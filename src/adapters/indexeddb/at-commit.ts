/** What is noted of a transaction while it goes on, told at once when it is done, and never where it fails. */
import type { DBCoreTransaction } from 'dexie';

/** Notes one thing of a transaction; `tell` hears all of them, in order, before whoever waits for the transaction. */
export function atCommit<T>(
	tell: (noted: readonly T[]) => void,
): (transaction: DBCoreTransaction, one: T) => void {
	const open = new WeakMap<EventTarget, T[]>();
	const heard = new WeakSet<IDBDatabase>();
	const hear = ({ target }: Event) => {
		const noted = target === null ? undefined : open.get(target);
		if (noted !== undefined) tell(noted);
	};
	return (given, one) => {
		const transaction = given as unknown as IDBTransaction;
		const { db } = transaction;
		// On its way down from the database the event is heard before the transaction's own listeners, of which Dexie's, with
		// which whoever waits goes on, is the first. Chromium fires those in their order, capturing or not.
		if (!heard.has(db)) db.addEventListener('complete', hear, { capture: true });
		heard.add(db);
		const noted = open.get(transaction) ?? [];
		noted.push(one);
		open.set(transaction, noted);
	};
}
