/** The students of an imported project: which of them come with their files, and writing these as wholes. */
import type { WritableStudentFiles } from '../../app/ports/student-files.ts';
import { AppError } from '../../core/error.ts';
import type { Student, StudentFile } from '../../core/student.ts';
import type { Bundle } from './bundle-reading.ts';

type ComingStudent = {
	readonly folder: string;
	readonly files: readonly (StudentFile & { readonly data: Blob })[];
};

/**
 * Writes those that aren't here; `begun` hears each folder that is new here because of it. `here`: all rows of this browser's
 * students. Throws 'import/incomplete', 'import/collision', 'student/corrupt-file', 'student/no-space'.
 */
export async function importStudents(
	store: WritableStudentFiles,
	bundle: Bundle,
	here: readonly Student[],
	begun: (folder: string) => void,
): Promise<void> {
	const students = bundle.rows.students as unknown as readonly Student[];
	for (const student of students) refuseOther(student, here);
	const coming = students.flatMap((student) => comingStudent(student, bundle) ?? []);
	for (const { folder, files } of coming) if (await store.writeWhole(folder, files)) begun(folder);
}

/** Its listed files; undefined where none of them is in the zip: the weights were left out, or deleted to make room. */
function comingStudent(
	{ source, files }: Student,
	{ studentFiles }: Bundle,
): ComingStudent | undefined {
	if (source.kind !== 'stored') return undefined;
	const { folder } = source;
	const packed = studentFiles.get(folder);
	if (packed === undefined) return undefined;
	return {
		folder,
		files: files.map((file) => {
			const data = packed.get(file.path);
			if (data !== undefined) return { ...file, data };
			throw new AppError(
				'import/incomplete',
				`students/${encodeURIComponent(folder)}: expected a file ${file.path}`,
			);
		}),
	};
}

/** A file from elsewhere must not put other weights in the place of a student that is here. */
function refuseOther(student: Student, here: readonly Student[]): void {
	const { source } = student;
	if (source.kind !== 'stored') return;
	const isOther = here.some(
		(other) =>
			other.source.kind === 'stored' &&
			other.source.folder === source.folder &&
			contentOf(other) !== contentOf(student),
	);
	if (isOther)
		throw new AppError(
			'import/collision',
			`Another student is kept here as '${source.folder}', with other weights. Nothing was imported.`,
		);
}

function contentOf({ files }: Student): string {
	return files
		.map(({ path, sha256 }) => `${path} ${sha256}`)
		.sort()
		.join('\n');
}
