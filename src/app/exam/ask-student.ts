/** One student answers the instructions of an exam that it has left; an instruction that can't be asked stops no other. */
import { AppError, codeOf, messageOf } from '../../core/error.ts';
import {
	type Exam,
	type ExamAnswer,
	examAnswerId,
	type ExamFailure,
	type ExamStudent,
	type ExamTask,
} from '../../core/exam/exam.ts';
import type { Message } from '../../core/call.ts';
import { taskText } from '../../core/instruction.ts';
import { integerBetween, seededRandom } from '../../core/random.ts';
import { loadOrFetch } from '../fetch-again.ts';
import type { LoadedStudent, StudentAnswer } from '../ports/student-engine.ts';
import { AnswerWriter } from './answer-writer.ts';
import type { ExamWorld } from './carry-out.ts';
import type { ExamKeeper } from './progress-keeper.ts';

/** Instructions that the engine is given at once: they are in memory, and at their end its batches run empty. */
const AT_ONCE = 2000;
/** Failures in a row without an answer between them: it isn't the instructions then. Halving 2,000 rows takes 11. */
const MOST_IN_A_ROW = 12;
/** The same for failures that take a fresh worker with the student loaded anew each time. */
const MOST_OF_DEVICE = 4;
const OF_DEVICE: ReadonlySet<string> = new Set([
	'student/keeps-failing',
	'student/device-lost',
	'student/out-of-memory',
	'student/worker-died',
	'student/step-failed',
]);
/** Nothing that is asked of the student can succeed. */
const OF_STUDENT: ReadonlySet<string> = new Set([
	'student/not-loaded',
	'student/closed',
	'student/file-missing',
	'student/load-failed',
	'student/not-offered',
	'student/wrong-tokenizer',
	'teacher/key-missing',
	'teacher/bad-key',
	'trainer/not-linked',
]);

type Asking = {
	readonly world: ExamWorld;
	readonly exam: Exam;
	readonly student: ExamStudent;
	readonly keeper: ExamKeeper;
	readonly writer: AnswerWriter;
	readonly signal: AbortSignal;
	/** Without an answer between them. */
	failuresInARow: number;
};

/** Loads the student and asks what is open. Throws what keeps it from answering at all, 'storage/…', the signal's reason. */
export async function askStudent(
	world: ExamWorld,
	{ exam, student, keeper }: Pick<Asking, 'exam' | 'student' | 'keeper'>,
	signal: AbortSignal,
): Promise<void> {
	const { store } = world;
	const writer = new AnswerWriter((answers) => store.putAnswers(exam.id, answers));
	const asking = { world, exam, student, keeper, writer, signal, failuresInARow: 0 };
	try {
		keeper.loading(student.id, null);
		const onBytes = (done: number, total: number | null) => {
			keeper.loading(student.id, { done, total });
		};
		const onFetch = () => {
			keeper.loading(student.id, null);
		};
		keeper.loaded(student.id, await loaded(world, student, { onBytes, onFetch, signal }));
		const open = await store.openOrders(exam, student.id);
		for (let at = 0; at < open.length; at += AT_ONCE)
			await askAll(asking, await store.tasksAt(exam.id, open.slice(at, at + AT_ONCE)));
	} finally {
		keeper.rests(student.id);
		// Where this throws as well, the disk is the trouble.
		await writer.flush();
	}
}

/** One that a trainer made is fetched from it where its weights have left this browser. */
async function loaded(
	world: ExamWorld,
	{ subject, source, model }: ExamStudent,
	watch: Parameters<typeof loadOrFetch>[2],
): Promise<LoadedStudent> {
	const { engine, weights: files, trainer } = world;
	const made = await world.student(subject);
	if (made !== undefined) return loadOrFetch({ engine, files, trainer }, made, watch);
	const { onBytes, signal } = watch;
	const options = { device: 'auto', onBytes, ...(model === null ? {} : { model }) } as const;
	return engine.load(source, options, signal);
}

/** Asks all at once; where that fails, each half of what is still open by itself, down to the instruction that is to blame. */
async function askAll(asking: Asking, tasks: readonly ExamTask[]): Promise<void> {
	if (tasks.length === 0) return;
	const open = new Map(tasks.map((task, place) => [place, task]));
	try {
		await answersTo(asking, tasks, open);
		return;
	} catch (thrown) {
		giveUpOnStudent(asking, thrown);
		const [first] = open.values();
		if (first === undefined) return;
		if (open.size === 1) {
			await fail(asking, first, thrown);
			return;
		}
	}
	const left = [...open.values()];
	const half = Math.ceil(left.length / 2);
	await askAll(asking, left.slice(0, half));
	await askAll(asking, left.slice(half));
}

/** Takes from `open` what is answered. */
async function answersTo(
	asking: Asking,
	tasks: readonly ExamTask[],
	open: Map<number, ExamTask>,
): Promise<void> {
	const { world, exam, student, keeper, writer, signal } = asking;
	const { temperature, maxTokens, seed, system } = exam.sampling;
	const seeds = tasks.map(({ order }) => samplingSeed(seed, order));
	const options = { temperature, maxTokens, seed, seeds };
	const prompts = tasks.map((task) => messagesOf(task, system));
	for await (const answer of world.engine.answer(prompts, options, signal)) {
		const task = tasks[answer.index];
		if (task === undefined || !open.delete(answer.index)) continue;
		asking.failuresInARow = 0;
		writer.add(answerRow(asking, task, answer));
		keeper.runsOn(student.id, world.engine.loaded);
		keeper.answered({ student: student.id, tokens: answer.tokens });
	}
	signal.throwIfAborted();
	if (open.size > 0)
		throw new AppError(
			'student/no-answer',
			`expected ${tasks.length} answers, ${open.size} never came`,
		);
}

function messagesOf(task: ExamTask, system: string): readonly Message[] {
	const asked: Message = { role: 'user', content: taskText(task) };
	return system === '' ? [asked] : [{ role: 'system', content: system }, asked];
}

/** Of the instruction, not of its place among those open: the same after a pause. 31 bits. */
function samplingSeed(seed: number, order: number): number {
	return integerBetween(seededRandom('exam', seed, order), 0, 2 ** 31 - 1);
}

function answerRow(
	{ world, exam, student }: Asking,
	{ order }: ExamTask,
	{ text, tokens, finish }: StudentAnswer,
): ExamAnswer {
	const id = examAnswerId(exam.id, student.id, order);
	const of = { schema: 1, id, examId: exam.id, student: student.id, order } as const;
	return { ...of, text, tokens, finish, at: world.clock() };
}

/** Throws what isn't an instruction's fault. */
function giveUpOnStudent(asking: Asking, thrown: unknown): void {
	const code = codeOf(thrown);
	if (asking.signal.aborted || code.startsWith('storage/') || code === 'exam/unknown') throw thrown;
	asking.failuresInARow++;
	const most = OF_DEVICE.has(code) ? MOST_OF_DEVICE : MOST_IN_A_ROW;
	if (OF_STUDENT.has(code) || asking.failuresInARow > most) throw thrown;
}

async function fail(asking: Asking, { order }: ExamTask, thrown: unknown): Promise<void> {
	const { world, exam, student, keeper } = asking;
	const id = examAnswerId(exam.id, student.id, order);
	const failure: ExamFailure = {
		...{ schema: 1, id, examId: exam.id, student: student.id, order, at: world.clock() },
		...{ code: codeOf(thrown), message: messageOf(thrown) },
	};
	await world.store.putFailures(exam.id, [failure]);
	keeper.failed(student.id);
}
