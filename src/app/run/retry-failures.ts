/** Asks again what had failed for good in stages that are already over, and sets right what was counted from it. */
import type { Instruction } from '../../core/instruction.ts';
import { cachePool, evaluationSet, trainPool } from '../../core/loop/pools.ts';
import { reportOf } from '../../core/loop/report.ts';
import { scoreOf } from '../../core/loop/scoring.ts';
import { referenceAnswer } from '../../core/loop/training-rows.ts';
import { reportId, type StageName } from '../../core/run.ts';
import type { Student } from '../../core/student.ts';
import { judge } from './judge.ts';
import { labelSkills } from './label-skills.ts';
import type { RunSession } from './session.ts';
import { teacherAnswers } from './teacher-answers.ts';

/** Names of skills, answers, and verdicts that failed or could not be read; a stage under way asks for its own. */
export async function retryFailures(session: RunSession): Promise<void> {
	const { recipe, iterations } = session.run;
	if (recipe.labelSkills && isOver(session, -1, 'prepare'))
		await labelSkills(session, { unreadableAgain: true });
	for (let iteration = -1; iteration <= iterations; iteration++) {
		if (isOver(session, iteration, 'discrimination')) await retryDiscrimination(session, iteration);
		if (isOver(session, iteration, 'imitation')) await retryAnswers(session, iteration);
		if (isOver(session, iteration, 'evaluation')) await retryEvaluation(session, iteration);
	}
	await scoreAgain(session);
}

function isOver({ book }: RunSession, iteration: number, stage: StageName): boolean {
	return (book.stage(iteration, stage)?.finishedAt ?? null) !== null;
}

/** For the training files of later iterations, which replay these rows. */
async function retryAnswers(session: RunSession, iteration: number): Promise<void> {
	const { book, run } = session;
	const missing = trainPool(book, run.recipe, iteration).filter(
		(row) => referenceAnswer(book, run.recipe, row) === undefined,
	);
	if (missing.length > 0) await teacherAnswers(session, missing);
	session.throwIfStopping();
}

async function retryDiscrimination(session: RunSession, iteration: number): Promise<void> {
	const { book, run } = session;
	const student = session.student(iteration - 1);
	const missing = unscored(session, cachePool(book, run.recipe, iteration), student);
	if (missing.length === 0) return;
	await judge(session, missing, student, { unreadableAgain: true });
	const shortOf = book.reports.get(reportId(run.id, iteration))?.shortOf ?? null;
	await session.write({ reports: [reportOf(book, run, iteration, shortOf)] });
}

async function retryEvaluation(session: RunSession, iteration: number): Promise<void> {
	const student = session.student(iteration);
	const missing = unscored(session, evaluationSet(session.book, 'heldOut'), student);
	if (missing.length > 0) await judge(session, missing, student, { unreadableAgain: true });
}

/** Of all students, since the gain of each is over the rows of the one before too. */
async function scoreAgain(session: RunSession): Promise<void> {
	const { book, run, world } = session;
	const students = book
		.students()
		.filter(({ iteration }) => isOver(session, iteration, 'evaluation'));
	await session.write({
		scores: students.map((student) =>
			scoreOf(book, run.recipe, student, { set: 'heldOut', at: world.clock() }),
		),
	});
}

function unscored(
	{ book }: RunSession,
	rows: readonly Instruction[],
	student: Student,
): readonly Instruction[] {
	return rows.filter(({ id }) => book.pairScores(id, student) === undefined);
}
