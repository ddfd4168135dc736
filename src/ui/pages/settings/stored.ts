/** What is stored in this browser, by kind: student files with their names, and the rest. */
import type { StudentFiles } from '../../../app/ports/student-files.ts';
import type { Project } from '../../../core/project.ts';
import { studentName, type Student } from '../../../core/student.ts';

export type StoredFolder = Awaited<ReturnType<StudentFiles['list']>>[number];
export type StoredStudent = StoredFolder & {
	/** "student-1 of Practice run 3", or the folder where no student is known. */
	readonly name: string;
	/** Whether some student still needs it. */
	readonly isUsed: boolean;
};

/** What the user is about to delete for good. */
export type Doomed =
	| { readonly kind: 'project'; readonly project: Project }
	| ({ readonly kind: 'student' } & Pick<StoredStudent, 'folder' | 'name' | 'isUsed'>);

/** Largest first. */
export function storedStudents(
	folders: readonly StoredFolder[],
	students: readonly Student[],
	projects: readonly Project[],
): readonly StoredStudent[] {
	const projectNames = new Map(projects.map(({ id, name }) => [id, name]));
	const owners = new Map(
		students.flatMap((student) =>
			student.source.kind === 'stored' ? [[student.source.folder, student] as const] : [],
		),
	);
	return folders
		.map((folder) => {
			const owner = owners.get(folder.folder);
			const project = owner && projectNames.get(owner.projectId);
			const name = owner
				? `${studentName(owner.iteration)}${project === undefined ? '' : ` of ${project}`}`
				: folder.folder;
			return { ...folder, name, isUsed: owner !== undefined };
		})
		.toSorted((a, b) => b.bytes - a.bytes);
}
