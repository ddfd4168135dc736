/** Asks again what had failed for good in stages that are already over, and sets their scores right. */
import { evaluationSet } from '../../core/loop/pools.ts';
import { scoreOf } from '../../core/loop/scoring.ts';
import { VERDICT_ORDERS } from '../../core/verdict.ts';
import { judge } from './judge.ts';
import type { RunSession } from './session.ts';

/** Held-out rows without both verdicts are judged again for each scored student; the running stage asks for its own. */
export async function retryFailures(session: RunSession): Promise<void> {
	const { book } = session;
	const rows = evaluationSet(book, 'heldOut');
	for (const student of book.students()) {
		if ((book.stage(student.iteration, 'evaluation')?.finishedAt ?? null) === null) continue;
		const missing = rows.filter((row) =>
			VERDICT_ORDERS.some((order) => book.verdict(row.id, student, order) === undefined),
		);
		if (missing.length === 0) continue;
		await judge(session, missing, student);
		await session.write({
			scores: [
				scoreOf(book, session.run.recipe, student, {
					set: 'heldOut',
					at: session.world.clock(),
				}),
			],
		});
	}
}
