/** Who is asked next, how much is left, and how a list of students may be changed while the exam is under way. */
import { AppError } from '../error.ts';
import type {
	Exam,
	ExamProgress,
	ExamState,
	ExamStudent,
	StudentProgress,
	Trouble,
} from './exam.ts';
import { type TimeLeft, timeLeft } from './pace.ts';

/** Rows of a student that are stored: answers, and failures that nobody has asked for again. */
export type Done = { readonly answered: number; readonly failed: number };
export type NewStudent = Pick<ExamStudent, 'subject' | 'name' | 'source' | 'model'>;

export const NOT_BEGUN: StudentProgress = {
	...{ step: 'waiting', answered: 0, failed: 0 },
	...{ loading: null, loaded: null, pace: null, worked: { answers: 0, ms: 0 } },
};

export function isToAsk({ isSkipped, trouble }: ExamStudent): boolean {
	return !isSkipped && trouble === null;
}

/** Those that something kept from answering at all; who is skipped was not asked to. */
export function silentStudents({ students }: Exam): readonly ExamStudent[] {
	return students.filter(({ isSkipped, trouble }) => !isSkipped && trouble !== null);
}

/** The first in order that has instructions left; undefined: none has. */
export function nextStudent(
	{ students, tasks }: Exam,
	doneBy: (student: string) => Done,
): ExamStudent | undefined {
	return students.find((student) => {
		const { answered, failed } = doneBy(student.id);
		return isToAsk(student) && answered + failed < tasks;
	});
}

/** `next` behind those that are there; one that is there already is left out. */
export function withStudents(exam: Exam, next: readonly NewStudent[]): Exam {
	const known = new Set(exam.students.map(({ subject }) => subject));
	let last = Math.max(0, ...exam.students.map(({ id }) => Number(id.slice(1))));
	const added = next.flatMap((student): ExamStudent[] => {
		if (known.has(student.subject)) return [];
		known.add(student.subject);
		return [{ ...student, id: `s${String(++last)}`, isSkipped: false, trouble: null }];
	});
	return { ...exam, students: [...exam.students, ...added] };
}

/** One place up or down; at the end of the list it stays. */
export function withMoved(exam: Exam, student: string, by: -1 | 1): Exam {
	const from = exam.students.findIndex(({ id }) => id === student);
	const to = from + by;
	const [one, other] = [exam.students[from], exam.students[to]];
	if (one === undefined || other === undefined) return exam;
	return { ...exam, students: exam.students.with(from, other).with(to, one) };
}

export function withSkipped(exam: Exam, student: string, isSkipped: boolean): Exam {
	return changed(exam, student, { isSkipped });
}

/** null: it may be asked again. */
export function withTrouble(exam: Exam, student: string, trouble: Trouble | null): Exam {
	return changed(exam, student, { trouble });
}

function changed(exam: Exam, student: string, change: Partial<ExamStudent>): Exam {
	const students = exam.students.map((one) => (one.id === student ? { ...one, ...change } : one));
	return { ...exam, students };
}

/** Under way (again): students that could not answer are asked once more. Throws 'exam/preparing'. */
export function goingOn(exam: Exam): Exam {
	if (exam.state.kind === 'preparing')
		throw new AppError(
			'exam/preparing',
			`The instructions of “${exam.name}” are still being read.`,
		);
	const students = exam.students.map((student) => ({ ...student, trouble: null }));
	return { ...exam, students, state: { kind: 'running' } };
}

/** Only an exam under way can be paused. */
export function paused(exam: Exam, at: number): Exam {
	if (exam.state.kind !== 'running') return exam;
	const state = { by: 'user', code: null, because: 'Paused by you.', at } as const;
	return { ...exam, state: { kind: 'paused', ...state } };
}

/** One under way or paused; one that has ended stays as it ended. */
export function stopped(exam: Exam, at: number): Exam {
	const { kind } = exam.state;
	if (kind !== 'running' && kind !== 'paused') return exam;
	return { ...exam, state: { kind: 'stopped', at } };
}

export function finished(exam: Exam, at: number): Exam {
	return { ...exam, state: { kind: 'finished', at } };
}

/** The state of an exam that something befell as a whole: a full disk, a database that is gone. */
export function troubled({ code, message }: Trouble, at: number): ExamState {
	return { kind: 'paused', by: 'trouble', code, because: message, at };
}

export type Outlook = {
	readonly answered: number;
	readonly failed: number;
	/** Of all students that are asked, those that could not answer among them. */
	readonly total: number;
	/** For what is left of students that were measured; null: nothing of theirs is left. */
	readonly left: TimeLeft | null;
	/** Students with instructions left whose speed nobody has measured here. */
	readonly unmeasured: number;
};

/** The exam as a whole. Ends of the students' ranges are added up: wider than their sum's own range, never narrower. */
export function outlookOf(exam: Exam, progress: ExamProgress | undefined): Outlook {
	const outlook = { answered: 0, failed: 0, total: 0, unmeasured: 0 };
	const ranges: TimeLeft[] = [];
	for (const student of exam.students) {
		const { answered, failed, pace } = progress?.students[student.id] ?? NOT_BEGUN;
		outlook.answered += answered;
		outlook.failed += failed;
		outlook.total += student.isSkipped ? answered + failed : exam.tasks;
		const open = exam.tasks - answered - failed;
		if (!isToAsk(student) || open <= 0) continue;
		if (pace === null) outlook.unmeasured++;
		else ranges.push(timeLeft(pace, open));
	}
	const sum = (end: keyof TimeLeft) => ranges.reduce((total, range) => total + range[end], 0);
	return { ...outlook, left: ranges.length === 0 ? null : { low: sum('low'), high: sum('high') } };
}
