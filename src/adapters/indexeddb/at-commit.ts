/** What is noted of a transaction while it goes on, told at once when it is done, and never where it fails. */
import type { DBCoreTransaction } from 'dexie';

/** Notes one thing of a transaction; `tell` hears all of them, in order, within the event of its completion. */
export function atCommit<T>(
	tell: (noted: readonly T[]) => void,
): (transaction: DBCoreTransaction, one: T) => void {
	const open = new WeakMap<DBCoreTransaction, T[]>();
	return (transaction, one) => {
		const noted = open.get(transaction);
		if (noted !== undefined) {
			noted.push(one);
			return;
		}
		const all = [one];
		open.set(transaction, all);
		(transaction as unknown as IDBTransaction).addEventListener('complete', () => {
			tell(all);
		});
	};
}
