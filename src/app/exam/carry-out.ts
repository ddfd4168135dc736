/** Carries an exam out: one student after the other, from what is stored, until it is finished, paused or in trouble. */
import { codeOf, messageOf } from '../../core/error.ts';
import type { Exam, ExamStudent } from '../../core/exam/exam.ts';
import { finished, isToAsk, nextStudent, troubled, withTrouble } from '../../core/exam/plan.ts';
import type { ExamId } from '../../core/id.ts';
import type { Student } from '../../core/student.ts';
import { firstValue } from '../live.ts';
import type { StudentEngine } from '../ports/student-engine.ts';
import type { StudentFiles } from '../ports/student-files.ts';
import type { Clock, Sleep } from '../ports/system.ts';
import type { Trainer } from '../ports/trainer.ts';
import { askStudent } from './ask-student.ts';
import type { ExamStore } from './ports.ts';
import { ExamKeeper } from './progress-keeper.ts';

export type ExamWorld = {
	readonly store: ExamStore;
	readonly engine: StudentEngine;
	readonly clock: Clock;
	/** A clock that never jumps, ms. */
	readonly steady: Clock;
	readonly sleep: Sleep;
	/** A student of a project by its id; undefined: no project has it, or not any more. */
	readonly student: (id: string) => Promise<Student | undefined>;
	/** Where students whose weights have left this browser are fetched from; undefined: none is linked. */
	readonly trainer: () => Promise<Trainer | undefined>;
	readonly weights: StudentFiles;
};

/** How often progress is written, in ms. */
const WRITE_EVERY_MS = 500;

/** Returns when the exam has come to rest, with its state stored. Throws only where not even that could be written. */
export async function carryOutExam(world: ExamWorld, id: ExamId): Promise<void> {
	const { store, engine } = world;
	const exam = await firstValue(store.exam(id));
	if (exam === undefined) return;
	const keeper = new ExamKeeper(await firstValue(store.progress(id)), world.steady);
	try {
		await students(world, exam, keeper);
	} catch (thrown) {
		if (codeOf(thrown) === 'exam/unknown') return;
		const trouble = { code: codeOf(thrown), message: messageOf(thrown) };
		await store.change(id, (now) =>
			now.state.kind === 'running' ? { ...now, state: troubled(trouble, world.clock()) } : now,
		);
	} finally {
		engine.close();
	}
}

async function students(world: ExamWorld, begun: Exam, keeper: ExamKeeper): Promise<void> {
	const { store, clock } = world;
	for (;;) {
		const exam = await firstValue(store.exam(begun.id));
		if (exam?.state.kind !== 'running') return;
		for (const { id } of exam.students) keeper.counted(id, await store.done(exam, id));
		const student = nextStudent(exam, (id) => keeper.of(id));
		await store.putProgress(keeper.snapshot(exam, clock()));
		if (student !== undefined) {
			await oneStudent(world, { exam, student, keeper });
			continue;
		}
		// Somebody may have added a student meanwhile: then it isn't finished.
		const after = await store.change(exam.id, (now) =>
			now.state.kind === 'running' && nextStudent(now, (id) => keeper.of(id)) === undefined
				? finished(now, clock())
				: now,
		);
		if (after.state.kind !== 'running') return;
	}
}

type Turn = { readonly exam: Exam; readonly student: ExamStudent; readonly keeper: ExamKeeper };

/** Its answers, or its trouble, noted; throws only what befalls the whole exam. */
async function oneStudent(world: ExamWorld, turn: Turn): Promise<void> {
	const { exam, student } = turn;
	const { store } = world;
	const stopping = new AbortController();
	// Whichever tab pauses the exam or skips the student: this worker hears it through the database.
	const watching = store.exam(exam.id).subscribe((now) => {
		const ours = now?.students.find(({ id }) => id === student.id);
		const goesOn = now?.state.kind === 'running' && ours !== undefined && isToAsk(ours);
		if (!goesOn) stopping.abort();
	});
	const resting = new AbortController();
	const writing = keepWriting(world, turn, resting.signal);
	try {
		await askStudent(world, turn, stopping.signal);
	} catch (thrown) {
		if (stopping.signal.aborted && !isOfStorage(thrown)) return;
		if (isOfStorage(thrown)) throw thrown;
		const trouble = { code: codeOf(thrown), message: messageOf(thrown) };
		await store.change(exam.id, (now) => withTrouble(now, student.id, trouble));
	} finally {
		watching.unsubscribe();
		resting.abort();
		await writing;
	}
}

function isOfStorage(thrown: unknown): boolean {
	const code = codeOf(thrown);
	return code.startsWith('storage/') || code === 'exam/unknown';
}

/** A snapshot now and then, and one at the end. */
async function keepWriting(
	{ store, clock, sleep }: ExamWorld,
	{ exam, keeper }: Turn,
	end: AbortSignal,
): Promise<void> {
	const write = async () => {
		const now = await firstValue(store.exam(exam.id));
		if (now !== undefined) await store.putProgress(keeper.snapshot(now, clock()));
	};
	// A disk that has no room for a snapshot has none for answers either, and these tell it.
	const ignore = () => undefined;
	while (!end.aborted) {
		await write().catch(ignore);
		await sleep(WRITE_EVERY_MS, end).catch(ignore);
	}
	await write().catch(ignore);
}
