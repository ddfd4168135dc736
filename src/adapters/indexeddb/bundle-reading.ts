/** An exported project read from its zip file: every row of this version's shape, and the files of its students. */
import { AppError } from '../../core/error.ts';
import { type BundleManifest, readLines, readManifest } from '../../core/formats/project-bundle.ts';
import { readZip } from '../files/zip.ts';
import { migrated, type VersionedRow } from './migrations.ts';
import { PROJECT_TABLES, type ProjectTable } from './project-rows.ts';
import { faultOf, PROJECT_SHAPE, ROW_SHAPES } from './row-shapes.ts';
import { SCHEMA } from './schema.ts';

export type BundleRows = Readonly<Record<ProjectTable, readonly VersionedRow[]>>;
export type Bundle = {
	readonly manifest: BundleManifest;
	readonly rows: BundleRows;
	/** By folder, then by path. */
	readonly studentFiles: ReadonlyMap<string, ReadonlyMap<string, Blob>>;
};

/** Throws AppError 'import/…', 'storage/newer'. */
export async function readBundle(file: Blob): Promise<Bundle> {
	const texts = new Map<string, string>();
	const studentFiles = new Map<string, Map<string, Blob>>();
	for await (const { path, data } of readZip(file)) {
		const student = /^students\/([^/]+)\/(.+)$/.exec(path);
		if (student === null) {
			texts.set(path, await data.text());
			continue;
		}
		const folder = folderNamed(student[1] ?? '');
		const files = studentFiles.get(folder) ?? new Map<string, Blob>();
		studentFiles.set(folder, files.set(student[2] ?? '', data));
	}
	const manifestText = texts.get('project.json');
	if (manifestText === undefined)
		throw new AppError('import/not-a-project', 'The zip file holds no project.json.');
	const manifest = readManifest(manifestText);
	refuse('project.json, project', faultOf(PROJECT_SHAPE, manifest.project));
	const rows = Object.fromEntries(
		PROJECT_TABLES.map((table) => [table, rowsOfTable(table, texts, manifest)]),
	) as unknown as BundleRows;
	return { manifest, rows, studentFiles };
}

function folderNamed(name: string): string {
	try {
		return decodeURIComponent(name);
	} catch (cause) {
		throw new AppError('import/row-invalid', `students/${name}: expected a folder's name`, {
			cause,
		});
	}
}

function refuse(place: string, fault: string | undefined): void {
	if (fault !== undefined) throw new AppError('import/row-invalid', `${place}: ${fault}`);
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
	return rows.map((row, index) => {
		const whole = migrated(row as VersionedRow, SCHEMA.migrations[table]);
		refuse(`${name}, line ${index + 1}`, faultOf(ROW_SHAPES[table], whole));
		return whole;
	});
}
