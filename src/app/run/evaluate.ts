/** Evaluation and discrimination: a student judged on the held-out set, or on the Cache Pool. */
import { cachePool, evaluationSet } from '../../core/loop/pools.ts';
import { reportOf } from '../../core/loop/report.ts';
import { scoreOf } from '../../core/loop/scoring.ts';
import { judge } from './judge.ts';
import type { RunSession } from './session.ts';

/** Leaves the score of student-k on the held-out set. */
export async function evaluate(session: RunSession, iteration: number): Promise<void> {
	const student = session.student(iteration);
	await judge(session, evaluationSet(session.book, 'heldOut'), student);
	const score = scoreOf(session.book, session.run.recipe, student, {
		set: 'heldOut',
		at: session.world.clock(),
	});
	await session.write({ scores: [score] });
}

/** Iteration k finds what student-(k − 1) can't do yet: verdicts over the Cache Pool, and the report of them. */
export async function discriminate(session: RunSession, iteration: number): Promise<void> {
	const student = session.student(iteration - 1);
	await judge(session, cachePool(session.book, session.run.recipe, iteration), student);
	await session.write({ reports: [reportOf(session.book, session.run, iteration, null)] });
}
