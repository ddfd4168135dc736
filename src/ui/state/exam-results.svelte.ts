/** The results of an exam that a page shows: counts over all rows, and the first of those wished for. */
import { type Looked, lookThrough, type Wish } from '../../app/exam/look-through.ts';
import type { Exams } from '../../app/exam/ports.ts';
import type { Exam } from '../../core/exam/exam.ts';
import type { ExamRow } from '../../core/exam/findings.ts';

/** Rows that come with a click. */
const AT_ONCE = 20;
/** How often a page looks through an exam that is under way, in ms after the last look has ended. */
const REST_MS = 3000;
const NOTHING: Looked = {
	...{ findings: [], orders: [], differing: 0, same: 0, failing: 0, done: 0 },
};

export class ExamResults {
	readonly #exams: Pick<Exams, 'rows' | 'rowsAt'>;
	#looked = $state.raw<Looked>(NOTHING);
	#rows = $state.raw<readonly ExamRow[]>([]);
	#wish = $state.raw<Wish>({ show: 'all', text: '', isDifferingFirst: false });
	#limit = $state(AT_ONCE);
	#failure = $state.raw<unknown>();
	#stop = new AbortController();
	#isLooking = $state(false);
	#lastEnd = 0;
	/** What was looked through last. */
	#subject: { readonly exam: Exam; readonly students: readonly string[] } | undefined;

	constructor(exams: Pick<Exams, 'rows' | 'rowsAt'>) {
		this.#exams = exams;
	}

	get looked(): Looked {
		return this.#looked;
	}
	get rows(): readonly ExamRow[] {
		return this.#rows;
	}
	get wish(): Wish {
		return this.#wish;
	}
	get isLooking(): boolean {
		return this.#isLooking;
	}
	get failure(): unknown {
		return this.#failure;
	}

	/** Looks through the exam again, but not all the time: an exam under way changes with every answer. */
	see(exam: Exam, students: readonly string[], now: number): void {
		const isOther = students.join() !== this.#subject?.students.join();
		this.#subject = { exam, students };
		const isUnderWay = exam.state.kind === 'running';
		if (!isOther && isUnderWay && (this.#isLooking || now - this.#lastEnd < REST_MS)) return;
		void this.#look();
	}

	async ask(wish: Partial<Wish>): Promise<void> {
		this.#wish = { ...this.#wish, ...wish };
		this.#limit = AT_ONCE;
		await this.#look();
	}

	async more(): Promise<void> {
		this.#limit += AT_ONCE;
		await this.#show(this.#stop.signal);
	}

	close(): void {
		this.#stop.abort();
	}

	async #look(): Promise<void> {
		const subject = this.#subject;
		if (subject === undefined) return;
		this.#stop.abort();
		const { signal } = (this.#stop = new AbortController());
		this.#isLooking = true;
		try {
			let last = NOTHING;
			for await (const looked of lookThrough(this.#exams, subject, this.#wish, signal)) {
				last = looked;
				// What an earlier look has found stays until this one has found as much.
				if (looked.done >= this.#looked.done) this.#looked = looked;
			}
			this.#looked = last;
			await this.#show(signal);
			this.#failure = undefined;
		} catch (failure) {
			if (!signal.aborted) this.#failure = failure;
		} finally {
			if (!signal.aborted) {
				this.#isLooking = false;
				this.#lastEnd = Date.now();
			}
		}
	}

	async #show(signal: AbortSignal): Promise<void> {
		const subject = this.#subject;
		if (subject === undefined) return;
		const orders = this.#looked.orders.slice(0, this.#limit);
		const rows = await this.#exams.rowsAt(subject.exam, subject.students, orders);
		if (!signal.aborted) this.#rows = rows;
	}
}
