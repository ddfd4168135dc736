/** A project as one file: a manifest, a JSON-lines file a table, and, if asked, the files of its students. */
import type { StudentFiles } from '../../app/ports/student-files.ts';
import { AppError } from '../../core/error.ts';
import {
	BUNDLE_FORMAT,
	type BundleManifest,
	writeLines,
} from '../../core/formats/project-bundle.ts';
import type { ProjectId } from '../../core/id.ts';
import type { Student } from '../../core/student.ts';
import { ZipWriter } from '../files/zip.ts';
import type { Connection } from './database.ts';
import { PROJECT_TABLES, readProjectRows } from './project-rows.ts';

/** See `Library.exportProject`; throws AppError 'export/no-project'. */
export async function exportProject(
	db: Connection,
	files: StudentFiles,
	id: ProjectId,
	options: { readonly weights: boolean },
): Promise<Blob> {
	const { project, rows } = await db.transaction('r', db.tables, async () => ({
		project: await db.projects.get(id),
		rows: await readProjectRows(db, id),
	}));
	if (project === undefined) throw new AppError('export/no-project', `There is no project ${id}.`);
	const manifest: BundleManifest = {
		format: BUNDLE_FORMAT,
		version: 1,
		project,
		tables: Object.fromEntries(PROJECT_TABLES.map((table) => [table, rows[table].length])),
		weights: options.weights,
	};
	const zip = new ZipWriter();
	await zip.add('project.json', new Blob([JSON.stringify(manifest, null, '\t')]), true);
	for (const table of PROJECT_TABLES)
		await zip.add(`${table}.jsonl`, new Blob([writeLines(rows[table])]), true);
	if (options.weights) await addStudents(zip, files, rows.students);
	return zip.finish();
}

async function addStudents(
	zip: ZipWriter,
	files: StudentFiles,
	students: readonly Student[],
): Promise<void> {
	// A student that was deleted here to make room is left out; its row says where it came from.
	const left = new Set((await files.list()).map(({ folder }) => folder));
	for (const { source, files: theirs } of students) {
		if (source.kind !== 'stored' || !left.delete(source.folder)) continue;
		for (const { path } of theirs) {
			const data = await files.read(source.folder, path);
			await zip.add(`students/${encodeURIComponent(source.folder)}/${path}`, data, false);
		}
	}
}
