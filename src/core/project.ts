/** A project: instructions of one origin and the runs made on them. */
import { AppError } from './error.ts';
import type { ProjectId } from './id.ts';
import type { TeacherSettings } from './teacher.ts';

export type Project = {
	readonly schema: 1;
	readonly id: ProjectId;
	readonly name: string;
	readonly kind: 'practice' | 'own';
	/** null: none is chosen yet; a run needs one. */
	readonly teacher: TeacherSettings | null;
	/** Seed of the held-out draw and, for a practice project, of its world. */
	readonly seed: number;
	/** What the import found: accepted, refused by reason, set aside; null for a practice project. */
	readonly importReport: ImportReport | null;
	/** Unix ms. */
	readonly createdAt: number;
	/** Unix ms of the last visit. */
	readonly openedAt: number;
};

export type ImportReport = {
	readonly fileName: string;
	readonly rows: number;
	readonly accepted: number;
	readonly heldOut: number;
	/** Rows with ROUGE-L > 0.7 to a held-out one. */
	readonly setAside: number;
	readonly duplicates: number;
	/** The first thousand. */
	readonly refused: readonly {
		readonly row: number;
		readonly reason: string;
		/** Absent: the file of the instructions. */
		readonly file?: string;
	}[];
	/** All refused rows; absent in imports that kept every one of them above. */
	readonly refusedByReason?: Readonly<Record<string, number>>;
	/** The second file, whose rows are the held-out ones; absent where they were drawn. */
	readonly heldOutFile?: string;
	/** Rows of conversations that went on after the first reply; rows whose system prompt was left out. */
	readonly laterTurns?: number;
	readonly systemPrompts?: number;
};

/** The project's teacher; throws AppError 'teacher/none' where none is chosen yet. */
export function chosenTeacher({
	name,
	teacher,
}: Pick<Project, 'name' | 'teacher'>): TeacherSettings {
	if (teacher === null)
		throw new AppError('teacher/none', `${name} has no teacher yet. A run on it asks for one.`);
	return teacher;
}
