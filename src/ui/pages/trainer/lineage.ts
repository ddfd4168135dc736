/** The students of a project as a tree: which was trained from which. */
import type { RunId } from '../../../core/id.ts';
import type { Run } from '../../../core/run.ts';
import type { Student } from '../../../core/student.ts';

export type Branch = { readonly student: Student; readonly grown: readonly Branch[] };

/** Roots are the bases, and students whose parent was deleted. */
export function lineage(students: readonly Student[], runs: readonly Run[]): readonly Branch[] {
	const parents = new Map(students.map((student) => [student, parentOf(student, students, runs)]));
	const grow = (student: Student): Branch => ({
		student,
		grown: students
			.filter((other) => parents.get(other) === student)
			.toSorted((a, b) => a.createdAt - b.createdAt)
			.map(grow),
	});
	return students.filter((student) => parents.get(student) === undefined).map(grow);
}

/** student-(k−1) of its run, or of the run that it was forked from. */
function parentOf(
	student: Student,
	students: readonly Student[],
	runs: readonly Run[],
): Student | undefined {
	let runId: RunId | undefined = student.runId;
	while (runId !== undefined) {
		const id: RunId = runId;
		const parent = students.find(
			(other) => other.runId === id && other.iteration === student.iteration - 1,
		);
		if (parent !== undefined) return parent;
		runId = runs.find((run) => run.id === id)?.forkedFrom?.runId;
	}
	return undefined;
}
