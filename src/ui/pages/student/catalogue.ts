/** The students that can be talked to: those that ship with the app, and those of every run. */
import type { ShippedStudent } from '../../../app/world-ports.ts';
import type { ProjectId, RunId, StudentId } from '../../../core/id.ts';
import type { Project } from '../../../core/project.ts';
import type { Run } from '../../../core/run.ts';
import {
	studentName,
	type AnswerSource,
	type Student,
	type StudentFile,
	type StudentSource,
} from '../../../core/student.ts';
import { moment } from '../../parts/format.ts';

/** One student as the page lists it. */
export type Subject = {
	/** In the address: a student's id, 'shipped/<folder>', 'endpoint/<id>'. */
	readonly id: string;
	readonly name: string;
	readonly note: string;
	readonly source: AnswerSource;
	readonly files: readonly StudentFile[];
	readonly baseId: string;
	/** undefined: ships with the app and belongs to no run. */
	readonly made:
		{ readonly student: Student; readonly run: Run; readonly project: Project } | undefined;
	/** Speaks the practice world only. */
	readonly isPractice: boolean;
};
/** One whose files can be had here. */
export type LocalSubject = Subject & { readonly source: StudentSource };
/** The students of one run, base first. */
export type SubjectGroup = {
	readonly run: Run;
	readonly project: Project;
	readonly subjects: readonly LocalSubject[];
};

export function isLocal(subject: Subject): subject is LocalSubject {
	return subject.source.kind !== 'endpoint';
}

export function shippedSubject(shipped: ShippedStudent): LocalSubject {
	const { folder, name, licence, contextTokens, files } = shipped;
	return {
		id: `shipped/${folder}`,
		name,
		note: `ships with Retort, ${licence}, ${String(contextTokens)} tokens of context`,
		source: { kind: 'shipped', folder },
		files,
		baseId: shipped.id,
		made: undefined,
		isPractice: folder === 'practice-student',
	};
}

/** Newest run first; a run without students, or whose project is gone, is left out. */
export function groupsOf(rows: {
	readonly projects: readonly Project[];
	readonly runs: readonly Run[];
	readonly students: readonly Student[];
	readonly shipped: readonly Subject[];
}): SubjectGroup[] {
	const newestFirst = rows.runs.toSorted((one, other) => other.createdAt - one.createdAt);
	return newestFirst.flatMap((run) => {
		const project = rows.projects.find(({ id }) => id === run.projectId);
		const students = rows.students.filter(({ runId }) => runId === run.id);
		if (project === undefined || students.length === 0) return [];
		const subjects = students
			.toSorted((one, other) => other.iteration - one.iteration)
			.map((student) => subjectOf({ student, run, project }, rows.shipped));
		return [{ run, project, subjects }];
	});
}

function subjectOf(made: NonNullable<Subject['made']>, shipped: readonly Subject[]): LocalSubject {
	const { student } = made;
	const { source } = student;
	const beside =
		source.kind === 'shipped'
			? shipped.find(({ id }) => id === `shipped/${source.folder}`)
			: undefined;
	return {
		id: student.id,
		name: studentName(student.iteration),
		note: `${placeWords(source)}, ${moment(student.createdAt)}`,
		source,
		files: student.files.length > 0 ? student.files : (beside?.files ?? []),
		baseId: student.baseId,
		made,
		isPractice:
			// Of a practice project it is known, of any other while the catalogue can be read.
			made.project.kind === 'practice' ||
			shipped.some(({ isPractice, baseId }) => isPractice && baseId === student.baseId),
	};
}

function placeWords(source: StudentSource): string {
	switch (source.kind) {
		case 'shipped':
			return 'beside the app';
		case 'stored':
			return 'stored in this browser';
		case 'remote':
			return 'at the trainer';
	}
}

/** Sum of the files, in bytes; null where nobody has listed them. */
export function sizeOf({ files }: Pick<Subject, 'files'>): number | null {
	return files.length === 0 ? null : files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** What of it loading reads and memory holds, in bytes; null where nobody has listed the files. */
export function loadBytesOf({
	files,
	source,
}: Pick<Subject, 'files'> & Partial<Pick<Subject, 'source'>>): number | null {
	if (source?.kind === 'endpoint') return 0;
	// One engine reads onnx/, the other mlc/, where both are there: the same weights.
	const hasOnnx = files.some(({ path }) => path.startsWith('onnx/'));
	const unread = hasOnnx ? /\.safetensors$|^mlc\// : /\.safetensors$/;
	const read = files.filter(({ path }) => !unread.test(path));
	return sizeOf({ files: read });
}

/** The one that the address names; else the newest of the named run, of the open project, of any run; else a shipped one. */
export function chosenSubject<Other extends Subject>(
	named: {
		readonly student: string | null;
		readonly run: string | null;
		readonly project: ProjectId | undefined;
	},
	groups: readonly SubjectGroup[],
	others: readonly Other[],
): LocalSubject | Other | undefined {
	const all = [...groups.flatMap(({ subjects }) => subjects), ...others];
	const byId = all.find(({ id }) => id === named.student);
	if (byId !== undefined) return byId;
	const group =
		groups.find(({ run }) => run.id === (named.run as RunId | null)) ??
		groups.find(({ project }) => project.id === named.project) ??
		groups[0];
	return group?.subjects[0] ?? others[0];
}

/** What the student is known by in the scores of its run. */
export function studentIdOf({ made }: Subject): StudentId | undefined {
	return made?.student.id;
}
