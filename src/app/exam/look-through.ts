/** Reading an exam's results once, from the first to the last: what each student's come to, and which rows are wanted. */
import type { Exam } from '../../core/exam/exam.ts';
import {
	agreementOf,
	contains,
	type ExamRow,
	FindingCount,
	hasFailure,
	type StudentFinding,
} from '../../core/exam/findings.ts';
import type { Exams } from './ports.ts';

export const WANTED_ROWS = ['all', 'differing', 'same', 'failed'] as const;
export type WantedRows = (typeof WANTED_ROWS)[number];
export type Wish = {
	readonly show: WantedRows;
	/** Case doesn't matter; '': any. */
	readonly text: string;
	readonly isDifferingFirst: boolean;
};

export type Looked = {
	/** By place of the students asked for. */
	readonly findings: readonly StudentFinding[];
	/** Orders of the rows wished for, as they are to be listed. */
	readonly orders: readonly number[];
	/** Of all rows. */
	readonly differing: number;
	readonly same: number;
	readonly failing: number;
	/** Rows looked at. */
	readonly done: number;
};

const AT_ONCE = 250;

/** Yields what was found so far, the last time when all is read. Stops at the signal. */
export async function* lookThrough(
	exams: Pick<Exams, 'rows'>,
	{ exam, students }: { readonly exam: Exam; readonly students: readonly string[] },
	wish: Wish,
	signal: AbortSignal,
): AsyncGenerator<Looked, void, void> {
	const look = new Look(students.length, wish);
	for (let from = 0; from < exam.tasks; from += AT_ONCE) {
		const rows = await exams.rows(exam, students, { from, count: AT_ONCE });
		signal.throwIfAborted();
		for (const row of rows) look.take(row);
		yield look.at(Math.min(exam.tasks, from + AT_ONCE));
	}
}

class Look {
	readonly #wish: Wish;
	readonly #counts: readonly FindingCount[];
	readonly #first: number[] = [];
	readonly #rest: number[] = [];
	#differing = 0;
	#same = 0;
	#failing = 0;

	constructor(students: number, wish: Wish) {
		this.#wish = wish;
		this.#counts = Array.from({ length: students }, () => new FindingCount());
	}

	take(row: ExamRow): void {
		for (const [place, result] of row.results.entries())
			this.#counts[place]?.take(row.task, result);
		const [agreement, isFailing] = [agreementOf(row), hasFailure(row)];
		this.#differing += Number(agreement === 'differing');
		this.#same += Number(agreement === 'same');
		this.#failing += Number(isFailing);
		const { show, text, isDifferingFirst } = this.#wish;
		const isShown = show === 'failed' ? isFailing : show === 'all' || show === agreement;
		if (!isShown || !contains(row, text)) return;
		const isLater = isDifferingFirst && agreement !== 'differing';
		(isLater ? this.#rest : this.#first).push(row.task.order);
	}

	at(done: number): Looked {
		const findings = this.#counts.map(({ finding }) => finding);
		const orders = [...this.#first, ...this.#rest];
		const [differing, same, failing] = [this.#differing, this.#same, this.#failing];
		return { findings, orders, differing, same, failing, done };
	}
}
