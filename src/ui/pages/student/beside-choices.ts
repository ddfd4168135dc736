/** Whom the student may be compared with, in the order in which one would look for them. */
import type { AnswerSource, Student } from '../../../core/student.ts';
import type { Subject, SubjectGroup } from './catalogue.ts';

const NOBODY = 'nobody';
export const TEACHER = 'teacher';

export type BesideChoice = { readonly value: string; readonly label: string };

/** All that can be talked to. */
export type AllSubjects = {
	readonly groups: readonly SubjectGroup[];
	/** Beside the app, then from elsewhere, then at endpoints. */
	readonly others: readonly Subject[];
};

/** The checkpoint before this one of its run, the run's base, its other students, those of other runs, then all others. */
export function othersThan(subject: Subject, { groups, others }: AllSubjects): readonly Subject[] {
	const { made } = subject;
	const own = groups.find(({ run }) => run.id === made?.run.id)?.subjects ?? [];
	const iteration = made?.student.iteration ?? 0;
	const before = own.filter((one) => iterationOf(one) < iteration);
	const previous = before.filter((one) => iterationOf(one) >= 0).slice(0, 1);
	const base = before.filter((one) => iterationOf(one) < 0);
	const elsewhere = groups.filter(({ run }) => run.id !== made?.run.id);
	const all = [
		...previous,
		...base,
		...own,
		...elsewhere.flatMap(({ subjects }) => subjects),
		...others,
	];
	return [...new Set(all)].filter(({ id }) => id !== subject.id);
}

export function besideChoices(
	subject: Subject,
	all: AllSubjects,
	teacherName: string,
): readonly BesideChoice[] {
	return [
		{ value: NOBODY, label: 'nobody' },
		{ value: TEACHER, label: teacherName },
		...othersThan(subject, all).map((other) => ({
			value: other.id,
			label: nameBeside(other, subject),
		})),
	];
}

/** "student-1", of another run "student-1 of Practice run 3". */
export function nameBeside(other: Subject, subject: Subject): string {
	const run = other.made?.run;
	if (run === undefined || run.id === subject.made?.run.id) return other.name;
	return `${other.name} of ${run.name}`;
}

export function studentOf({ made, source }: Subject): Student | AnswerSource {
	return made?.student ?? source;
}

function iterationOf({ made }: Subject): number {
	return made?.student.iteration ?? -1;
}
