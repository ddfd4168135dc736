/** The pools worker: keeps a copy of a project's rows as columns and answers what a list of them asks; writes nothing. */
import { AppError } from '../../src/core/error.ts';
import type { CopyState, PoolScope } from '../../src/core/pools/listing.ts';
import { reporting } from '../rpc/reporting.ts';
import { serve } from '../rpc/serve.ts';
import { Changes } from './changes.ts';
import { PoolCopy } from './copy.ts';
import { Lists } from './lists.ts';
import type { DatabaseName, PoolsApi } from './protocol.ts';
import { Source } from './source.ts';

let lists: Lists | undefined;
/** Settles when every instruction is read. */
let filled: Promise<void> = Promise.resolve();

/** The lists of the scope that is followed. */
function current(): Lists {
	if (lists === undefined)
		throw new AppError('pools/not-followed', 'No project’s rows are followed here.');
	return lists;
}

async function follow(
	database: DatabaseName,
	scope: PoolScope,
	{ report, signal }: { readonly report: (state: CopyState) => void; readonly signal: AbortSignal },
): Promise<undefined> {
	const outdated = new AbortController();
	const over = AbortSignal.any([signal, outdated.signal]);
	// Before the first row is read: a change is either read or told.
	const changes = new Changes(database.name, over);
	const source = await Source.open(database, () => {
		outdated.abort(
			new AppError('storage/closed', 'A newer Retort has the database. Reload this page.'),
		);
	});
	try {
		const copy = new PoolCopy(source, scope, report);
		lists = new Lists(copy.columns);
		filled = copy.fill();
		await filled;
		for (;;) await copy.take(await changes.next());
	} catch (thrown) {
		throw outdated.signal.aborted ? outdated.signal.reason : thrown;
	} finally {
		changes.close();
		source.close();
	}
}

serve<PoolsApi>({
	follow: ({ database, scope }, signal) =>
		reporting((report) => follow(database, scope, { report, signal })),
	list: (filter) => Promise.resolve().then(() => current().list(filter)),
	rows: ({ view, first, count }) =>
		Promise.resolve().then(() => current().rows(view, first, count)),
	row: (id) => Promise.resolve().then(() => current().row(id)),
	ids: ({ view, first, count }) => Promise.resolve().then(() => current().ids(view, first, count)),
	placeOf: ({ view, id }) => Promise.resolve().then(() => current().placeOf(view, id)),
	nearest: async ({ text, among }) => {
		await filled;
		return current().nearest(text, among);
	},
});
