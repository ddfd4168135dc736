/** The student answers instructions that it hasn't answered yet, in batches; a trainer that answers for it may go away meanwhile. */
import { answerId, type Answer } from '../../core/answer.ts';
import { taskText, type Instruction } from '../../core/instruction.ts';
import { studentMessages } from '../../core/prompts/teacher-prompt.ts';
import { integerBetween, seededRandom } from '../../core/random.ts';
import type { Student } from '../../core/student.ts';
import { loadStudent } from './load-student.ts';
import type { RunSession } from './session.ts';
import { whileStudentAway } from './while-unreachable.ts';

/** Answers what is missing among `rows`, until `stop`; `ready` hears of each row that has its answer, old or new. */
export async function studentAnswers(
	session: RunSession,
	student: Student,
	rows: readonly Instruction[],
	{ ready, stop }: { readonly ready: (row: Instruction) => void; readonly stop: AbortSignal },
): Promise<void> {
	const missing: Instruction[] = [];
	for (const row of rows)
		if (session.book.answer(row.id, student.id) === undefined) missing.push(row);
		else ready(row);
	session.progress.step('student-answers', rows.length, rows.length - missing.length);
	if (missing.length === 0) return;
	const left = new Set(missing);
	await whileStudentAway(session, async () => {
		await loadStudent(session, student);
		for await (const { row, ...answer } of answersTo(session, student, [...left], stop)) {
			left.delete(row);
			await keep(session, row, rowOf(row, student, answer));
			ready(row);
		}
	});
}

type Given = Pick<Answer, 'text' | 'tokens' | 'finish' | 'createdAt' | 'origin'>;

async function* answersTo(
	session: RunSession,
	student: Student,
	rows: readonly Instruction[],
	stop: AbortSignal,
): AsyncGenerator<Given & { readonly row: Instruction }, void, void> {
	const { recipe } = session.run;
	const { engine, clock } = session.world;
	const answers = engine.answer(
		rows.map((row) => studentMessages(row)),
		{
			...recipe.student,
			seed: recipe.seed,
			seeds: rows.map((row) => samplingSeed(recipe.seed, student.iteration, row)),
		},
		stop,
	);
	let since = clock();
	for await (const { index, ...answer } of answers) {
		const row = rows[index];
		if (row === undefined) continue;
		const now = clock();
		session.progress.answered(now - since);
		since = now;
		const origin = engine.loaded?.origin;
		yield { row, ...answer, createdAt: now, ...(origin === undefined ? {} : { origin }) };
	}
}

async function keep(session: RunSession, row: Instruction, answer: Answer): Promise<void> {
	const { text } = answer;
	session.progress.did('student-answers');
	session.progress.measured(session.world.engine);
	session.say({ kind: 'answered', by: 'student', task: taskText(row), text, id: row.id });
	await session.rows.add({ answers: [answer] });
	// Another answer after a crash would be another question to the referee, paid again.
	if (session.world.teacher.kind !== 'practice') await session.rows.flush();
}

/** Of the row itself and not of its place among those missing, which is another one after each pause; 31 bits. */
function samplingSeed(seed: number, iteration: number, row: Instruction): number {
	const random = seededRandom('student-answer', seed, iteration, row.iteration, row.order);
	return integerBetween(random, 0, 2 ** 31 - 1);
}

function rowOf({ id, projectId }: Instruction, student: Student, given: Given): Answer {
	return {
		schema: 1,
		id: answerId(id, student.id),
		projectId,
		instructionId: id,
		author: student.id,
		callKey: null,
		...given,
	};
}
