/** What a run has measured, read from its ledger, jobs and students. */
import type { RunId } from '../../core/id.ts';
import {
	type Measures,
	NOTHING_MEASURED,
	type RoleMeasures,
	withCall,
} from '../../core/plan/measures.ts';
import { measuresOf } from '../../core/plan/trial-measures.ts';
import type { Database } from './database.ts';
import { IndexedDbLedger } from './ledger.ts';
import { rowsOfRuns } from './run-rows.ts';

export async function readMeasures(database: Database, id: RunId): Promise<Measures> {
	const db = database.relaxed;
	const run = await db.runs.get(id);
	if (run === undefined) return NOTHING_MEASURED;
	let roles: RoleMeasures = {};
	await new IndexedDbLedger(database).eachOfRun(id, (call) => {
		roles = withCall(roles, call);
	});
	const students = await db.students.where({ projectId: run.projectId }).toArray();
	return measuresOf(
		{
			roles,
			rejections: (await rowsOfRuns(db.rejections, [id])).length,
			jobs: await rowsOfRuns(db.jobs, [id]),
			students: students.filter(({ runId }) => runId === id),
			progress: await db.progress.get(id),
		},
		run.recipe.training.epochs,
	);
}
