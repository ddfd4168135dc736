/** How far each student of an exam is, kept as answers come. */
import type { Exam, ExamAnswer, ExamProgress, StudentProgress } from '../../core/exam/exam.ts';
import { PaceMeter } from '../../core/exam/pace.ts';
import { type Done, NOT_BEGUN } from '../../core/exam/plan.ts';
import type { Clock } from '../ports/system.ts';
import type { LoadedStudent } from '../ports/student-engine.ts';

export class ExamKeeper {
	readonly #students = new Map<string, StudentProgress>();
	readonly #meters = new Map<string, PaceMeter>();
	readonly #steady: Clock;
	/** When the last answer came, or work began. */
	#since = 0;

	/** `before`: what was known when the exam last rested; `steady`: a clock that never jumps, ms. */
	constructor(before: ExamProgress | undefined, steady: Clock) {
		this.#steady = steady;
		for (const [id, was] of Object.entries(before?.students ?? {}))
			this.#students.set(id, {
				...was,
				step: was.step === 'resting' ? 'resting' : 'waiting',
				loading: null,
			});
	}

	of(student: string): StudentProgress {
		return this.#students.get(student) ?? NOT_BEGUN;
	}

	/** What is stored counts, not what was noted of it. */
	counted(student: string, done: Done): void {
		this.#set(student, done);
	}

	loading(student: string, loading: StudentProgress['loading']): void {
		this.#set(student, { step: 'loading', loading });
	}

	loaded(student: string, facts: LoadedStudent): void {
		this.#set(student, { step: 'answering', loading: null, loaded: loadedFrom(facts) });
		this.#since = this.#steady();
		this.#meter(student).begin(this.#since);
	}

	/** What answers now may be another engine than was loaded first. */
	runsOn(student: string, facts: LoadedStudent | null): void {
		const { loaded } = this.of(student);
		if (facts === null || loaded === null || loaded.note === facts.note) return;
		this.#set(student, { loaded: { ...loadedFrom(facts), loadMs: loaded.loadMs } });
	}

	answered({ student, tokens }: Pick<ExamAnswer, 'student' | 'tokens'>): void {
		const meter = this.#meter(student);
		const now = this.#steady();
		meter.answered(now, tokens);
		const { answered, pace, worked } = this.of(student);
		this.#set(student, {
			// A worker in another's place has loaded the student anew.
			...{ step: 'answering', loading: null },
			...{ answered: answered + 1, pace: meter.pace ?? pace },
			worked: { answers: worked.answers + 1, ms: worked.ms + now - this.#since },
		});
		this.#since = now;
	}

	failed(student: string): void {
		this.#set(student, { failed: this.of(student).failed + 1 });
	}

	rests(student: string): void {
		this.#set(student, { step: 'resting', loading: null });
	}

	snapshot({ id, students }: Exam, at: number): ExamProgress {
		const entries = students.map((student) => [student.id, this.of(student.id)] as const);
		return { schema: 1, examId: id, students: Object.fromEntries(entries), at };
	}

	#meter(student: string): PaceMeter {
		const meter = this.#meters.get(student) ?? new PaceMeter();
		this.#meters.set(student, meter);
		return meter;
	}

	#set(student: string, change: Partial<StudentProgress>): void {
		this.#students.set(student, { ...this.of(student), ...change });
	}
}

function loadedFrom({ engine, device, origin, note, loadMs }: LoadedStudent) {
	return { engine, device, note, loadMs, ...(origin === undefined ? {} : { origin }) };
}
