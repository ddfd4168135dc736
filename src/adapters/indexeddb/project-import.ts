/** Reads an exported project back; under new ids when the project is here already. */
import Dexie from 'dexie';
import type { WritableStudentFiles } from '../../app/ports/student-files.ts';
import type { NewId } from '../../app/ports/system.ts';
import { AppError } from '../../core/error.ts';
import { withNewIds } from '../../core/formats/project-bundle.ts';
import type { ProjectId, RunId } from '../../core/id.ts';
import type { Project } from '../../core/project.ts';
import type { Run } from '../../core/run.ts';
import { clock } from '../system/clock.ts';
import { type Bundle, type BundleRows, readBundle } from './bundle-reading.ts';
import type { Connection, Database } from './database.ts';
import type { VersionedRow } from './migrations.ts';
import { PROJECT_TABLES } from './project-rows.ts';
import type { Rows } from './schema.ts';
import { importStudents } from './student-import.ts';

type ImportedRows = { readonly project: Project; readonly rows: BundleRows };

/** Rows in one request to the database. */
const ROWS_AT_ONCE = 2000;

/** See `Library.importProject`: all of it or nothing; throws AppError 'import/…'. */
export async function importProject(
	{ relaxed, strict }: Database,
	files: WritableStudentFiles,
	newId: NewId,
	file: Blob,
): Promise<ProjectId> {
	const bundle = await readBundle(file);
	const isHere = (await relaxed.projects.get(bundle.manifest.project.id)) !== undefined;
	const imported = isHere ? underNewIds(bundle, newId) : ownRows(bundle);
	const begun: string[] = [];
	try {
		await importStudents(files, bundle, await relaxed.students.toArray(), (folder) => {
			begun.push(folder);
		});
		await writeRows(strict, { ...imported, rows: atRest(imported.rows) });
	} catch (thrown) {
		for (const folder of begun) await files.delete(folder);
		throw thrown;
	}
	return imported.project.id;
}

/** The ids of the project and of its runs stand for all others: these are made of them. */
function underNewIds(bundle: Bundle, newId: NewId): ImportedRows {
	const runs = bundle.rows.runs as unknown as readonly Rows['runs'][];
	const old = [bundle.manifest.project.id, ...runs.map(({ id }) => id)];
	const names = new Map<string, string>(old.map((id) => [id, newId()]));
	const { project, rows } = ownRows(bundle);
	return {
		project: { ...withNewIds(project, names), name: `${project.name} (copy)` },
		rows: Object.fromEntries(
			PROJECT_TABLES.map((table) => [table, rows[table].map((row) => withNewIds(row, names))]),
		) as unknown as BundleRows,
	};
}

/** Calls that another project paid for become this one's: of its runs they belong to none. */
function ownRows({ manifest, rows }: Bundle): ImportedRows {
	const { project } = manifest;
	const runs = new Set((rows.runs as unknown as readonly Rows['runs'][]).map(({ id }) => id));
	const calls = rows.calls.map((call) => ({
		...call,
		projectId: project.id,
		runId: runs.has(call['runId'] as RunId) ? call['runId'] : null,
	}));
	return { project, rows: { ...rows, calls } };
}

/** A run that was under way where it was exported must not begin by itself here: it would ask and pay. */
function atRest(rows: BundleRows): BundleRows {
	const because = 'Imported while it ran.';
	const paused = { kind: 'paused', by: 'user', code: null, because, at: clock() } as const;
	const runs = rows.runs.map((row) =>
		(row as unknown as Run).state.kind === 'running' ? { ...row, state: paused } : row,
	);
	return { ...rows, runs };
}

/**
 * In one transaction: a tab that is killed meanwhile leaves nothing, and rows whose ids are taken undo all the others. Runs
 * under way wait with their writing for the seconds that this takes.
 */
async function writeRows(db: Connection, { project, rows }: ImportedRows): Promise<void> {
	try {
		await db.transaction('rw', [...PROJECT_TABLES, 'projects'], async () => {
			for (const table of PROJECT_TABLES)
				for (let start = 0; start < rows[table].length; start += ROWS_AT_ONCE)
					await addRows(db, table, rows[table].slice(start, start + ROWS_AT_ONCE));
			await db.projects.add(project);
		});
	} catch (thrown) {
		throw isTaken(thrown)
			? new AppError(
					'import/collision',
					'The file holds rows whose ids are taken here by other ones. Nothing was imported.',
					{ cause: thrown },
				)
			: thrown;
	}
}

async function addRows(
	db: Connection,
	table: string,
	rows: readonly VersionedRow[],
): Promise<void> {
	if (table !== 'calls') {
		await db.table(table).bulkAdd(rows);
		return;
	}
	// A call's key is its content: one that is here already stays whose it is.
	const calls = rows as unknown as readonly Rows['calls'][];
	const known = await db.calls.bulkGet(calls.map(({ key }) => key));
	await db.calls.bulkAdd(calls.filter((_, index) => known[index] === undefined));
}

function isTaken(thrown: unknown): boolean {
	const failures: readonly unknown[] =
		thrown instanceof Dexie.BulkError ? thrown.failures : [thrown];
	return failures.some((one) => one instanceof Error && one.name === 'ConstraintError');
}
