/** Writing the rows of edits that were too many for one transaction: some at a time, from the start again after a crash. */
import type { Settling } from '../../app/pool-ports.ts';
import type { ProjectId } from '../../core/id.ts';
import { patched, type Edit, type Patch } from '../../core/pools/edit.ts';
import type { Connection, Database } from './database.ts';

/** The page's thread stands still for the writing of so many rows: less than a frame or two. */
const ROWS_AT_ONCE = 200;

/** Until none waits. The caller sees to it that nobody else does this for the project. */
export async function settleEdits(
	{ relaxed, strict }: Database,
	project: ProjectId,
	report: (now: Settling) => void,
): Promise<void> {
	for (;;) {
		const waiting = await relaxed.edits.where({ pendingOf: project }).sortBy('id');
		const [edit] = waiting;
		if (edit === undefined) return;
		const total = waiting.reduce((sum, { count }) => sum + count, 0);
		await writeEdit(relaxed, edit, (done) => {
			report({ done, total });
		});
		// Strict: with it everything written before is on the disk too.
		await strict.edits.where({ id: edit.id }).modify((row: { pendingOf?: unknown }) => {
			delete row.pendingOf;
		});
	}
}

async function writeEdit(
	db: Connection,
	{ forward }: Edit,
	report: (done: number) => void,
): Promise<void> {
	let done = 0;
	for (const patch of forward)
		for (let first = 0; first < patch.ids.length; first += ROWS_AT_ONCE) {
			const ids = patch.ids.slice(first, first + ROWS_AT_ONCE);
			await writePatch(db, { ...patch, ids });
			done += ids.length;
			report(done);
		}
}

/** Patches what is stored at that moment: whoever else has written the row loses nothing. */
function writePatch(db: Connection, { set, ids }: Patch): Promise<void> {
	return db.transaction('rw', db.instructions, async () => {
		const rows = await db.instructions.bulkGet([...ids]);
		const known = rows.filter((row) => row !== undefined);
		await db.instructions.bulkPut(known.map((row) => patched(row, set)));
	});
}
