/** Evaluation and discrimination: a student judged on the held-out set, or on the Cache Pool. */
import { cachePool, evaluationSet } from '../../core/loop/pools.ts';
import { reportOf } from '../../core/loop/report.ts';
import { scoreOf } from '../../core/loop/scoring.ts';
import { scoreId, type Score } from '../../core/run.ts';
import type { Student } from '../../core/student.ts';
import { judge } from './judge.ts';
import type { RunSession } from './session.ts';

/** Leaves the score of student-k on the held-out set. */
export async function evaluate(session: RunSession, iteration: number): Promise<void> {
	await evaluateOn(session, session.student(iteration), { set: 'heldOut', unreadableAgain: false });
}

/** Leaves the score of a student on a set, and sets right the gain of the next student over it. */
export async function evaluateOn(
	session: RunSession,
	student: Student,
	{ set, unreadableAgain }: { readonly set: Score['set']; readonly unreadableAgain: boolean },
): Promise<void> {
	const { book, run, world } = session;
	await judge(session, evaluationSet(book, set), student, { unreadableAgain });
	const next = book.student(student.iteration + 1);
	const judged = [student];
	if (next !== undefined && book.scores.has(scoreId(next.id, set))) judged.push(next);
	await session.write({
		scores: judged.map((one) => scoreOf(book, run.recipe, one, { set, at: world.clock() })),
	});
}

/** Iteration k finds what student-(k − 1) can't do yet: verdicts over the Cache Pool, and the report of them. */
export async function discriminate(session: RunSession, iteration: number): Promise<void> {
	const student = session.student(iteration - 1);
	await judge(session, cachePool(session.book, session.run.recipe, iteration), student);
	await session.write({ reports: [reportOf(session.book, session.run, iteration, null)] });
}
