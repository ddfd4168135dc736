/** What pages do to an exam, each one change of its row, whichever tab carries it out. */
import { AppError } from '../../core/error.ts';
import type { Exam } from '../../core/exam/exam.ts';
import {
	goingOn,
	paused,
	stopped,
	withMoved,
	withSkipped,
	withStudents,
} from '../../core/exam/plan.ts';
import type { ExamId } from '../../core/id.ts';
import type { Clock } from '../ports/system.ts';
import type { Exams, ExamStore } from './ports.ts';

type Acting = {
	readonly store: ExamStore;
	readonly clock: Clock;
	/** Wakes the worker that carries out what is under way. */
	readonly wake: () => Promise<void>;
};

/** All of `Exams` that needs no worker to do it. */
export function examActions({
	store,
	clock,
	wake,
}: Acting): Omit<Exams, 'create' | 'write' | 'exams' | 'exam' | 'progress' | 'rows' | 'rowsAt'> {
	const change = async (id: ExamId, how: (exam: Exam) => Exam) => {
		await store.change(id, how);
	};
	const changeAndWake = async (id: ExamId, how: (exam: Exam) => Exam) => {
		await change(id, how);
		await wake();
	};
	return {
		pause: (id) => change(id, (exam) => paused(exam, clock())),
		stop: (id) => change(id, (exam) => stopped(exam, clock())),
		goOn: (id) => changeAndWake(id, goingOn),
		retryFailed: async (id) => {
			await change(id, atRest);
			await store.dropFailures(id);
			await changeAndWake(id, goingOn);
		},
		add: (id, students) => changeAndWake(id, (exam) => reopened(withStudents(exam, students))),
		move: (id, student, by) => change(id, (exam) => withMoved(exam, student, by)),
		skip: (id, student, isSkipped) =>
			changeAndWake(id, (exam) => {
				const next = withSkipped(exam, student, isSkipped);
				return isSkipped ? next : reopened(next);
			}),
		delete: (id) => store.delete(id),
	};
}

/** One that was finished has something to do again. */
function reopened(exam: Exam): Exam {
	return exam.state.kind === 'finished' ? goingOn(exam) : exam;
}

/** The worker counts what it has asked: failures that vanish meanwhile would never be asked again. */
function atRest(exam: Exam): Exam {
	if (exam.state.kind !== 'running') return exam;
	throw new AppError('exam/under-way', 'Pause the exam first: it is under way.');
}
