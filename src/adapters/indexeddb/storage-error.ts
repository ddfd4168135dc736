/** What goes wrong in the database, by name. */
import Dexie from 'dexie';
import { AppError } from '../../core/error.ts';

/** AppError 'storage/…' for what Dexie throws; what is ours, and aborts of ours, stay as they are. */
export function storageError(thrown: unknown): unknown {
	if (!(thrown instanceof Dexie.DexieError) && !(thrown instanceof DOMException)) return thrown;
	// A full disk aborts the transaction: the quota is then the inner error of an AbortError.
	const inner: unknown = 'inner' in thrown ? thrown.inner : undefined;
	if (inner instanceof AppError) return inner;
	const names = [thrown.name, inner instanceof Error ? inner.name : ''];
	if (names.includes('QuotaExceededError'))
		return new AppError(
			'storage/full',
			'The browser has no room left for this page. Free some (delete a project or a student), then go on.',
			{ cause: thrown },
		);
	if (names.includes('DatabaseClosedError'))
		return new AppError(
			'storage/closed',
			'The database was closed: another tab has a newer version of Retort. Reload this page.',
			{ cause: thrown },
		);
	return new AppError('storage/failed', `The database failed: ${thrown.message}`, {
		cause: thrown,
	});
}

/** The work's result; throws `storageError` of what it throws. */
export async function inStorage<T>(work: () => PromiseLike<T>): Promise<T> {
	try {
		return await work();
	} catch (thrown) {
		throw storageError(thrown);
	}
}
