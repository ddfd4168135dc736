/** Exams that nobody carries out: rows that a test sets, and a list of what pages told them. */
import type { ExamOrder, Exams } from '../../src/app/exam/ports.ts';
import type { Exam, ExamProgress } from '../../src/core/exam/exam.ts';
import type { ExamRow } from '../../src/core/exam/findings.ts';
import type { ExamId } from '../../src/core/id.ts';
import { LiveCell } from './live-cell.ts';
import { EXAM } from './exam-rows.ts';

export class StillExams {
	readonly exams = new LiveCell<readonly Exam[]>([]);
	readonly progress = new LiveCell<ExamProgress | undefined>(undefined);
	/** Of exams that have one of their own. */
	readonly progressBy = new Map<ExamId, LiveCell<ExamProgress | undefined>>();
	rows: readonly ExamRow[] = [];
	/** What was done to exams, in order. */
	readonly told: string[] = [];
	readonly ordered: ExamOrder[] = [];
	/** Thrown by what makes, changes or writes. */
	refusal: Error | undefined;

	asPort(): Exams {
		return {
			exams: () => this.exams,
			exam: (id) => ({
				subscribe: (next) =>
					this.exams.subscribe((exams) => {
						next(exams.find((exam) => exam.id === id));
					}),
			}),
			progress: (id) => this.progressBy.get(id) ?? this.progress,
			rows: (_exam, _students, { from, count }) =>
				Promise.resolve(this.rows.slice(from, from + count)),
			rowsAt: (_exam, _students, orders) =>
				Promise.resolve(orders.flatMap((order) => this.rows[order] ?? [])),
			create: async (order) => {
				this.ordered.push(order);
				await this.#tell('create');
				return EXAM;
			},
			pause: () => this.#tell('pause'),
			stop: () => this.#tell('stop'),
			goOn: () => this.#tell('go on'),
			retryFailed: () => this.#tell('retry failed'),
			add: (_id, students) => this.#tell(`add ${students.map(({ name }) => name).join(', ')}`),
			move: (_id, student, by) => this.#tell(`move ${student} by ${String(by)}`),
			skip: (_id, student, isSkipped) => this.#tell(`${isSkipped ? 'skip' : 'ask'} ${student}`),
			delete: () => this.#tell('delete'),
			write: ({ format, students }) =>
				this.#tell(`write ${format} of ${students.join(', ')}`).then(() => new Blob(['[]'])),
		};
	}

	#tell(what: string): Promise<void> {
		this.told.push(what);
		return this.refusal === undefined ? Promise.resolve() : Promise.reject(this.refusal);
	}
}
