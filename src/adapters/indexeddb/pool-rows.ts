/** Instructions by key, as the Pools page shows them: never by their place in the table. */
import { seedId, type InstructionId, type ProjectId } from '../../core/id.ts';
import type { Instruction } from '../../core/instruction.ts';
import type { Connection } from './database.ts';
import { PendingEdits } from './pending-edits.ts';

/** One for each id; undefined: not stored. */
export async function rowsByKey(
	db: Connection,
	project: ProjectId,
	ids: readonly InstructionId[],
): Promise<readonly (Instruction | undefined)[]> {
	const pending = await PendingEdits.of(db, project);
	const rows = await db.instructions.bulkGet([...ids]);
	return rows.map((row) => row && pending.over(row));
}

/** Of so many numbers a file has at least one row that could be used, or it is no file to wait for. */
const MOST_GAPS = 10;

/** The project's first seeds, `count` of them or all that are there; seeds are numbered, so that their keys are known. */
export async function firstSeeds(
	db: Connection,
	project: ProjectId,
	count: number,
): Promise<readonly Instruction[]> {
	const found: Instruction[] = [];
	for (let first = 0; found.length < count && first < count * MOST_GAPS; first += count) {
		const ids = Array.from({ length: count }, (_, at) => seedId(project, first + at));
		for (const row of await rowsByKey(db, project, ids)) if (row !== undefined) found.push(row);
	}
	return found.slice(0, count);
}
