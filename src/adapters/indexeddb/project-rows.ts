/** All rows of one project, table by table: what an export holds and a deletion removes. */
import Dexie from 'dexie';
import type { StudentFiles } from '../../app/ports/student-files.ts';
import type { Call } from '../../core/call.ts';
import { type ExamId, type ProjectId, type RunId, studentIdOf } from '../../core/id.ts';
import type { Connection, Database } from './database.ts';
import { deleteExamRows } from './exam-rows.ts';
import { PendingEdits } from './pending-edits.ts';
import { rowsOfRuns } from './run-rows.ts';
import type { Rows } from './schema.ts';

/** Tables of an export, in its order. Settings belong to the browser, and so do the edits that could be undone. */
export const PROJECT_TABLES = [
	'instructions',
	'answers',
	'verdicts',
	'rejections',
	'students',
	'scores',
	'stages',
	'jobs',
	'reports',
	'runs',
	'progress',
	'calls',
	'votes',
] as const satisfies readonly (keyof Rows)[];
export type ProjectTable = (typeof PROJECT_TABLES)[number];
export type ProjectRows = { readonly [Table in ProjectTable]: readonly Rows[Table][] };

/** Everything of the project; `calls` also holds those of other projects that paid for its answers and verdicts. */
export async function readProjectRows(db: Connection, id: ProjectId): Promise<ProjectRows> {
	const project = { projectId: id };
	const pending = await PendingEdits.of(db, id);
	const runs = await db.runs.where(project).toArray();
	const ids = runs.map((run) => run.id);
	const answers = await db.answers.where(project).toArray();
	const verdicts = await rowsOfRuns(db.verdicts, ids);
	const paid = [...answers, ...verdicts].flatMap(({ callKey }) => callKey ?? []);
	const progress = await db.progress.bulkGet(ids);
	return {
		instructions: (await db.instructions.where(project).toArray()).map((row) => pending.over(row)),
		answers,
		verdicts,
		rejections: await rowsOfRuns(db.rejections, ids),
		students: await db.students.where(project).toArray(),
		scores: await rowsOfRuns(db.scores, ids),
		stages: await rowsOfRuns(db.stages, ids),
		jobs: await rowsOfRuns(db.jobs, ids),
		reports: await rowsOfRuns(db.reports, ids),
		runs,
		progress: progress.filter((row) => row !== undefined),
		calls: await callsOf(db, id, ids, paid),
		votes: await db.votes.where(project).toArray(),
	};
}

async function callsOf(
	db: Connection,
	project: ProjectId,
	runs: readonly RunId[],
	paid: readonly string[],
): Promise<readonly Call[]> {
	const ofRuns = await rowsOfRuns(db.calls, runs);
	const byKey = new Map<string, Call>(ofRuns.map((call) => [call.key, call]));
	const missing = [...new Set(paid)].filter((key) => !byKey.has(key));
	const others = await db.calls.bulkGet(missing);
	const runless = await runlessCalls(db, project);
	for (const call of [...others, ...runless]) if (call !== undefined) byKey.set(call.key, call);
	return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Calls outside of any run: in no index, so that the many calls of runs are written faster. */
function runlessCalls(db: Connection, project: ProjectId): Promise<Call[]> {
	return db.calls.filter((call) => call.runId === null && call.projectId === project).toArray();
}

/**
 * Removes all rows of the project in one transaction, then the student files that no other project uses, and copies that
 * never became a student.
 */
export async function deleteProjectRows(
	database: Database,
	files: StudentFiles,
	id: ProjectId,
): Promise<void> {
	const db = database.strict;
	const folders = await db.transaction('rw', db.tables, async () => {
		const runs = await db.runs.where({ projectId: id }).primaryKeys();
		const students = await db.students.toArray();
		const jobs = await db.jobs.where('runId').anyOf(runs).toArray();
		for (const table of ['instructions', 'answers', 'students', 'runs'])
			await db.table(table).where({ projectId: id }).delete();
		for (const table of ['verdicts', 'rejections', 'scores', 'stages', 'jobs', 'reports'])
			await db.table(table).where('runId').anyOf(runs).delete();
		await db.progress.bulkDelete(runs);
		await db.edits.where('id').startsWith(`${id}/`).delete();
		for (const run of runs)
			await db.calls
				.where('[runId+state]')
				.between([run, Dexie.minKey], [run, Dexie.maxKey])
				.delete();
		await db.calls.bulkDelete((await runlessCalls(db, id)).map(({ key }) => key));
		await deleteVotes(db, id, students);
		await deleteExamRows(db, await examsOf(db, id));
		await db.projects.delete(id);
		return unsharedFolders(students, id, jobs);
	});
	for (const folder of folders) await files.delete(folder);
}

/** The project's own, and those of others that have to do with a student of it. */
async function deleteVotes(
	db: Connection,
	id: ProjectId,
	students: readonly Rows['students'][],
): Promise<void> {
	const own = new Set<string>(
		students.flatMap((student) => (student.projectId === id ? [student.id] : [])),
	);
	await db.votes
		.filter(
			({ projectId, left, right }) =>
				projectId === id || own.has(left.studentId) || own.has(right.studentId),
		)
		.delete();
}

async function examsOf(db: Connection, project: ProjectId): Promise<readonly ExamId[]> {
	const exams = await db.exams.where({ projectId: project }).toArray();
	return exams.map(({ id }) => id);
}

function unsharedFolders(
	students: readonly Rows['students'][],
	project: ProjectId,
	jobs: readonly Rows['jobs'][],
): string[] {
	const foldersOf = (isOurs: boolean) =>
		new Set(
			students.flatMap(({ projectId, source }) =>
				(projectId === project) === isOurs && source.kind === 'stored' ? [source.folder] : [],
			),
		);
	const others = foldersOf(false);
	const copied = jobs.map(({ runId, iteration }) => studentIdOf(runId, iteration));
	return [...new Set([...foldersOf(true), ...copied])].filter((folder) => !others.has(folder));
}
