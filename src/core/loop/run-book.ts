/** Everything that is known of one run, in memory: what remains to be done is read off it. */
import { answerId, type Answer, type AnswerAuthor } from '../answer.ts';
import { pairScores, type PairScores } from '../difficulty.ts';
import type { InstructionId, RunId } from '../id.ts';
import type { Instruction } from '../instruction.ts';
import type { IterationReport, Rejection, Run, Score, StageEntry, TrainingJob } from '../run.ts';
import type { Student } from '../student.ts';
import { verdictId, type Verdict, type VerdictOrder } from '../verdict.ts';

export type BookRows = {
	readonly instructions: readonly Instruction[];
	readonly answers: readonly Answer[];
	readonly verdicts: readonly Verdict[];
	readonly rejections: readonly Rejection[];
	readonly students: readonly Student[];
	readonly scores: readonly Score[];
	readonly stages: readonly StageEntry[];
	readonly jobs: readonly TrainingJob[];
	readonly reports: readonly IterationReport[];
};

/** Up to which iteration rows of each run count: all of the run itself, of an ancestor what was taken over. */
function lastIterations(chain: readonly Run[]): ReadonlyMap<RunId, number> {
	const last = new Map<RunId, number>();
	let limit = Number.POSITIVE_INFINITY;
	for (const run of chain) {
		last.set(run.id, limit);
		limit = Math.min(limit, run.forkedFrom?.iteration ?? limit);
	}
	return last;
}

export class RunBook {
	/** Everything in the order in which it was taken in, a row anew each time: for what counts as rows come. */
	readonly journal: { readonly instructions: Instruction[]; readonly verdicts: Verdict[] } = {
		instructions: [],
		verdicts: [],
	};
	readonly instructions = new Map<InstructionId, Instruction>();
	readonly rejections = new Map<string, Rejection>();
	readonly stages = new Map<string, StageEntry>();
	readonly jobs = new Map<string, TrainingJob>();
	readonly reports = new Map<string, IterationReport>();
	readonly scores = new Map<string, Score>();
	readonly #answers = new Map<string, Answer>();
	readonly #verdicts = new Map<string, Verdict>();
	readonly #students = new Map<number, Student>();
	readonly #last: ReadonlyMap<RunId, number>;
	readonly #run: RunId | undefined;

	/** `chain`: the run, then the runs it was forked from, nearest first. */
	constructor(chain: readonly Run[], rows: BookRows) {
		this.#last = lastIterations(chain);
		this.#run = chain[0]?.id;
		this.add(rows);
	}

	/** Takes rows in, replacing those of the same id; rows that the run doesn't see are left out. */
	add(rows: Partial<BookRows>): void {
		for (const row of rows.answers ?? []) this.#answers.set(row.id, row);
		for (const row of rows.verdicts ?? []) {
			this.#verdicts.set(row.id, row);
			this.journal.verdicts.push(row);
		}
		for (const row of this.#seen(rows.students)) this.#students.set(row.iteration, row);
		for (const row of this.#seen(rows.instructions)) {
			this.instructions.set(row.id, row);
			this.journal.instructions.push(row);
		}
		this.#keep(this.rejections, rows.rejections);
		this.#keep(this.scores, rows.scores);
		this.#keep(this.stages, rows.stages);
		this.#keep(this.jobs, rows.jobs);
		this.#keep(this.reports, rows.reports);
	}

	#keep<
		Row extends { readonly id: string; readonly runId: RunId | null; readonly iteration: number },
	>(table: Map<Row['id'], Row>, rows: readonly Row[] | undefined): void {
		for (const row of this.#seen(rows)) table.set(row.id, row);
	}

	*#seen<Row extends { readonly runId: RunId | null; readonly iteration: number }>(
		rows: readonly Row[] | undefined,
	): Iterable<Row> {
		for (const row of rows ?? []) {
			const last = row.runId === null ? Number.POSITIVE_INFINITY : this.#last.get(row.runId);
			if (last !== undefined && row.iteration <= last) yield row;
		}
	}

	answer(instruction: InstructionId, author: AnswerAuthor): Answer | undefined {
		return this.#answers.get(answerId(instruction, author));
	}

	verdict(instruction: InstructionId, student: Student, order: VerdictOrder): Verdict | undefined {
		return this.#verdicts.get(verdictId(instruction, student.id, order));
	}

	/** Both orders as one; undefined when unscored or not yet asked. */
	pairScores(instruction: InstructionId, student: Student): PairScores | undefined {
		return pairScores(
			this.verdict(instruction, student, 'teacher-first'),
			this.verdict(instruction, student, 'student-first'),
		);
	}

	/** −1: the base; k: student-k. */
	student(iteration: number): Student | undefined {
		return this.#students.get(iteration);
	}

	students(): readonly Student[] {
		return [...this.#students.values()].sort((a, b) => a.iteration - b.iteration);
	}

	/** The stage entry of this place in the run or what it took over: a finished one where a fork left the other unfinished. */
	stage(iteration: number, stage: StageEntry['stage']): StageEntry | undefined {
		let found: StageEntry | undefined;
		for (const entry of this.stages.values())
			if (entry.iteration === iteration && entry.stage === stage) {
				if (entry.finishedAt !== null) return entry;
				if (found === undefined || entry.runId === this.#run) found = entry;
			}
		return found;
	}
}
