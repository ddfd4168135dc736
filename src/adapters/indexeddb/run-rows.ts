/** The rows that count in a run: the project's seeds, and what the run and those it was forked from made. */
import type { Table } from 'dexie';
import type { RunRows } from '../../app/ports/records.ts';
import type { ProjectId, RunId } from '../../core/id.ts';
import type { Instruction } from '../../core/instruction.ts';
import type { Connection } from './database.ts';
import { PendingEdits } from './pending-edits.ts';

/** Seeds of the project and what the runs generated, in the order of their ids, deleted ones too. */
export async function instructionsOf(
	db: Connection,
	project: ProjectId,
	runs: readonly RunId[],
): Promise<readonly Instruction[]> {
	const isOurs = new Set<RunId | null>([null, ...runs]);
	const pending = await PendingEdits.of(db, project);
	const rows = await db.instructions.where({ projectId: project }).toArray();
	return rows.filter(({ runId }) => isOurs.has(runId)).map((row) => pending.over(row));
}

/** All rows of the runs in a table that names its run. */
export function rowsOfRuns<Row>(
	table: Table<Row, string, Row>,
	runs: readonly RunId[],
): Promise<Row[]> {
	return table.where('runId').anyOf(runs).toArray();
}

/** See `RecordStore.rowsOf`. Not one transaction: it would hold up all writing for as long as the largest project takes. */
export async function runRowsOf(
	db: Connection,
	project: ProjectId,
	runs: readonly RunId[],
): Promise<RunRows> {
	const isOurs = new Set(runs);
	const instructions = await instructionsOf(db, project, runs);
	const ofProject = await db.students.where({ projectId: project }).toArray();
	const students = ofProject.filter(({ runId }) => isOurs.has(runId));
	const tasks = new Set(instructions.map(({ id }) => id));
	const authors = new Set(['teacher', 'file', ...students.map(({ id }) => id)]);
	const answers = await db.answers.where({ projectId: project }).toArray();
	return {
		instructions,
		answers: answers.filter((row) => tasks.has(row.instructionId) && authors.has(row.author)),
		verdicts: await rowsOfRuns(db.verdicts, runs),
		rejections: await rowsOfRuns(db.rejections, runs),
		students,
		scores: await rowsOfRuns(db.scores, runs),
		stages: await rowsOfRuns(db.stages, runs),
		jobs: await rowsOfRuns(db.jobs, runs),
		reports: await rowsOfRuns(db.reports, runs),
	};
}
