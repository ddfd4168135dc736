/** The student answers instructions that it hasn't answered yet, in batches on this device. */
import { answerId, type Answer } from '../../core/answer.ts';
import { taskText, type Instruction } from '../../core/instruction.ts';
import { studentMessages } from '../../core/prompts/teacher-prompt.ts';
import { integerBetween, seededRandom } from '../../core/random.ts';
import type { Student } from '../../core/student.ts';
import { loadStudent } from './load-student.ts';
import type { RunSession } from './session.ts';

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
	await loadStudent(session, student);
	const { recipe } = session.run;
	const answers = session.world.engine.answer(
		missing.map((row) => studentMessages(row)),
		{
			...recipe.student,
			seed: recipe.seed,
			seeds: missing.map((row) => samplingSeed(recipe.seed, student.iteration, row)),
		},
		stop,
	);
	let since = session.world.clock();
	for await (const { index, text, tokens, finish } of answers) {
		const row = missing[index];
		if (row === undefined) continue;
		const now = session.world.clock();
		session.progress.answered(now - since);
		since = now;
		session.progress.did('student-answers');
		session.progress.measured(session.world.engine);
		session.say({ kind: 'answered', by: 'student', task: taskText(row), text, id: row.id });
		await session.rows.add({
			answers: [rowOf(row, student, { text, tokens, finish, createdAt: session.world.clock() })],
		});
		// Another answer after a crash would be another question to the referee, paid again.
		if (session.world.teacher.kind !== 'practice') await session.rows.flush();
		ready(row);
	}
}

/** Of the row itself and not of its place among those missing, which is another one after each pause; 31 bits. */
function samplingSeed(seed: number, iteration: number, row: Instruction): number {
	const random = seededRandom('student-answer', seed, iteration, row.iteration, row.order);
	return integerBetween(random, 0, 2 ** 31 - 1);
}

function rowOf(
	{ id, projectId }: Instruction,
	student: Student,
	given: Pick<Answer, 'text' | 'tokens' | 'finish' | 'createdAt'>,
): Answer {
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
