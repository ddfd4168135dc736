/** What is stored in this browser, by kind: student files with their names, and the rest. */
import type { StudentFiles } from '../../../app/ports/student-files.ts';
import type { ShelvedModel } from '../../../core/models/model-note.ts';
import type { Project } from '../../../core/project.ts';
import { studentName, type Student } from '../../../core/student.ts';

export type StoredFolder = Awaited<ReturnType<StudentFiles['list']>>[number];
export type StoredStudent = StoredFolder & {
	/** "student-1 of Practice run 3", or the folder where no student is known. */
	readonly name: string;
	/** Whether some student still needs it. */
	readonly isUsed: boolean;
	/** Where a model from elsewhere came from; null: it is a student of a run. */
	readonly model: ShelvedModel['origin']['kind'] | null;
};

/** What the user is about to delete for good. */
export type Doomed =
	| { readonly kind: 'project'; readonly project: Project }
	| ({ readonly kind: 'student' } & Pick<StoredStudent, 'folder' | 'name' | 'isUsed' | 'model'>);

/** Largest first. */
export function storedStudents(
	folders: readonly StoredFolder[],
	students: readonly Student[],
	projects: readonly Project[],
	models: readonly ShelvedModel[],
): readonly StoredStudent[] {
	const projectNames = new Map(projects.map(({ id, name }) => [id, name]));
	const owners = new Map(
		students.flatMap((student) =>
			student.source.kind === 'stored' ? [[student.source.folder, student] as const] : [],
		),
	);
	const modelsByFolder = new Map(models.map((model) => [model.folder, model]));
	// A download that isn't over takes room too, and is no student's folder yet.
	const begun = models
		.filter(({ files }) => files === null)
		.map(({ folder, haveBytes }) => ({ folder, bytes: haveBytes }));
	return [...folders, ...begun]
		.map((folder) => {
			const model = modelsByFolder.get(folder.folder);
			if (model !== undefined)
				return { ...folder, name: model.name, isUsed: false, model: model.origin.kind };
			const owner = owners.get(folder.folder);
			const project = owner && projectNames.get(owner.projectId);
			const name = owner
				? `${studentName(owner.iteration)}${project === undefined ? '' : ` of ${project}`}`
				: folder.folder;
			return { ...folder, name, isUsed: owner !== undefined, model: null };
		})
		.toSorted((a, b) => b.bytes - a.bytes);
}
