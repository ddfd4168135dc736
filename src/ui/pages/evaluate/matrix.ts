/** Which students a run has, its own and those taken over, and their scores by set. */
import type { InstructionId, RunId, StudentId } from '../../../core/id.ts';
import type { Instruction } from '../../../core/instruction.ts';
import type { RunProgress } from '../../../core/progress.ts';
import type { Run, Score } from '../../../core/run.ts';
import type { Student } from '../../../core/student.ts';
import { count, money } from '../../parts/format.ts';
import type { SetName } from './evaluate-params.ts';

/** Students that the run sees, base first: all of its own, of an ancestor those up to the fork. */
export function studentsOf(
	run: Run,
	runs: readonly Run[],
	students: readonly Student[],
): readonly Student[] {
	const last = new Map<RunId, number>();
	let limit = Number.POSITIVE_INFINITY;
	for (let next: Run | undefined = run; next !== undefined && !last.has(next.id);) {
		last.set(next.id, limit);
		const { forkedFrom }: Run = next;
		limit = Math.min(limit, forkedFrom?.iteration ?? limit);
		next = runs.find(({ id }) => id === forkedFrom?.runId);
	}
	return students
		.filter(({ runId, iteration }) => iteration <= (last.get(runId) ?? Number.NEGATIVE_INFINITY))
		.toSorted((one, other) => one.iteration - other.iteration);
}

export function scoreFor(
	scores: readonly Score[],
	student: StudentId,
	set: SetName,
): Score | undefined {
	return scores.find((score) => score.studentId === student && score.set === set);
}

/** The run that the address names; else the newest with a score; else the newest. */
export function chosenRun(
	named: string | null,
	runs: readonly Run[],
	scores: readonly Score[],
): Run | undefined {
	const newestFirst = runs.toSorted((one, other) => other.createdAt - one.createdAt);
	return (
		newestFirst.find(({ id }) => id === named) ??
		newestFirst.find(({ id }) => scores.some(({ runId }) => runId === id)) ??
		newestFirst[0]
	);
}

/** The student that the address names; else the newest scored on the set; else the newest. */
export function chosenStudent(
	named: string | null,
	students: readonly Student[],
	scores: readonly Score[],
	set: SetName,
): Student | undefined {
	return (
		students.find(({ id }) => id === named) ??
		students.findLast(({ id }) => scoreFor(scores, id, set) !== undefined) ??
		students.at(-1)
	);
}

export type SetSizes = Readonly<Record<SetName, number>>;

export function setSizes(
	rows: readonly {
		readonly instruction: Pick<Instruction, 'split'> & { readonly id: InstructionId };
	}[],
): SetSizes {
	const size = (set: SetName) => rows.filter(({ instruction }) => instruction.split === set).length;
	return { heldOut: size('heldOut'), development: size('development') };
}

/** "at most 2,120 calls, free": two of the referee a row, one where both answers are equal; the teacher's answers where no student was scored on the set before. */
export function priceWords(
	rows: number,
	isAnswered: boolean,
	isPractice: boolean,
	progress: RunProgress | undefined,
): string {
	const calls = rows * (isAnswered ? 2 : 3);
	if (isPractice) return `at most ${count(calls)} calls, free`;
	const asked = Object.values(progress?.calls ?? {}).reduce((sum, n) => sum + n, 0);
	const cost = progress?.costNanoUsd ?? null;
	if (cost === null || asked === 0) return `at most ${count(calls)} calls`;
	return `at most ${count(calls)} calls, about ${money((calls * cost) / asked)}`;
}
