/** Reads an exported project back; under new ids when the project is here already. */
import type { NewId, StudentFiles } from '../../app/ports.ts';
import { AppError } from '../../core/error.ts';
import {
	type BundleManifest,
	readLines,
	readManifest,
	withNewIds,
} from '../../core/formats/project-bundle.ts';
import type { ProjectId, RunId } from '../../core/id.ts';
import type { Project } from '../../core/project.ts';
import { readZip } from '../files/zip.ts';
import type { Database } from './database.ts';
import { migrated, type VersionedRow } from './migrations.ts';
import { deleteProjectRows, PROJECT_TABLES, type ProjectTable } from './project-rows.ts';
import { type Rows, SCHEMA } from './schema.ts';

type Bundle = {
	readonly manifest: BundleManifest;
	readonly rows: Readonly<Record<ProjectTable, readonly VersionedRow[]>>;
	readonly studentFiles: readonly { folder: string; path: string; data: Blob }[];
};

/** Rows in one transaction. */
const ROWS_AT_ONCE = 2000;

/** See `Library.importProject`: all of it or nothing; throws AppError 'import/…'. */
export async function importProject(
	database: Database,
	files: StudentFiles,
	newId: NewId,
	file: Blob,
): Promise<ProjectId> {
	const bundle = await readBundle(file);
	const isHere = (await database.relaxed.projects.get(bundle.manifest.project.id)) !== undefined;
	const { project, rows } = isHere ? underNewIds(bundle, newId) : ownRows(bundle);
	try {
		await writeStudents(files, bundle);
		for (const table of PROJECT_TABLES) await writeTable(database, table, rows[table]);
		// Last, so that a project is seen only when it is whole.
		await database.strict.projects.put(project);
	} catch (thrown) {
		await deleteProjectRows(database, files, project.id);
		throw thrown;
	}
	return project.id;
}

async function readBundle(file: Blob): Promise<Bundle> {
	const texts = new Map<string, string>();
	const studentFiles: { folder: string; path: string; data: Blob }[] = [];
	for await (const { path, data } of readZip(file)) {
		const student = /^students\/([^/]+)\/(.+)$/.exec(path);
		if (student === null) texts.set(path, await data.text());
		else
			studentFiles.push({
				folder: decodeURIComponent(student[1] ?? ''),
				path: student[2] ?? '',
				data,
			});
	}
	const manifestText = texts.get('project.json');
	if (manifestText === undefined)
		throw new AppError('import/not-a-project', 'The zip file holds no project.json.');
	const manifest = readManifest(manifestText);
	const rows = Object.fromEntries(
		PROJECT_TABLES.map((table) => [table, rowsOfTable(table, texts, manifest)]),
	) as unknown as Bundle['rows'];
	return { manifest, rows, studentFiles };
}

function rowsOfTable(
	table: ProjectTable,
	texts: ReadonlyMap<string, string>,
	manifest: BundleManifest,
): readonly VersionedRow[] {
	const name = `${table}.jsonl`;
	const rows = readLines(texts.get(name) ?? '', name);
	const expected = manifest.tables[table] ?? 0;
	if (rows.length !== expected)
		throw new AppError(
			'import/incomplete',
			`${name}: expected ${expected} rows, got ${rows.length}`,
		);
	const key = SCHEMA.stores[table].split(',', 1)[0] ?? 'id';
	return rows.map((row, index) => {
		if (typeof row[key] !== 'string' || typeof row['projectId'] !== 'string')
			throw new AppError(
				'import/row-invalid',
				`${name}, line ${index + 1}: expected a ${key} and a projectId`,
			);
		return migrated(row as VersionedRow, SCHEMA.migrations[table]);
	});
}

type ImportedRows = {
	readonly project: Project;
	readonly rows: Readonly<Record<ProjectTable, readonly VersionedRow[]>>;
};

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
		) as unknown as ImportedRows['rows'],
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

async function writeStudents(files: StudentFiles, { studentFiles }: Bundle): Promise<void> {
	const kept = new Set((await files.list()).map(({ folder }) => folder));
	for (const { folder, path, data } of studentFiles)
		if (!kept.has(folder)) await files.write(folder, path, data);
}

async function writeTable(
	{ relaxed }: Database,
	table: ProjectTable,
	rows: readonly VersionedRow[],
): Promise<void> {
	for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
		const some = rows.slice(start, start + ROWS_AT_ONCE);
		if (table === 'calls') await addMissingCalls(relaxed, some as unknown as Rows['calls'][]);
		else await relaxed.table(table).bulkPut(some);
	}
}

/** A call's key is its content: one that is here already stays whose it is. */
async function addMissingCalls(
	db: Database['relaxed'],
	calls: readonly Rows['calls'][],
): Promise<void> {
	await db.transaction('rw', db.calls, async () => {
		const known = await db.calls.bulkGet(calls.map(({ key }) => key));
		await db.calls.bulkAdd(calls.filter((_, index) => known[index] === undefined));
	});
}
