/** A pair of the chat scored in this worker: through its ledger and schedules, for no run and from no run's budget. */
import { Asking } from '../../src/app/ask.ts';
import { scorePair, type PairToScore, type ScoredPair } from '../../src/app/score-pair.ts';
import { digest } from '../../src/adapters/system/digest.ts';
import { chosenTeacher, type Project } from '../../src/core/project.ts';
import { seededRandom } from '../../src/core/random.ts';
import { teacherInRole } from '../../src/core/teacher.ts';
import type { Shop } from './shop.ts';

/** Throws AppError 'teacher/…', or the signal's reason. */
export async function scorePairOf(
	shop: Shop,
	project: Project,
	pair: PairToScore,
	signal: AbortSignal,
): Promise<ScoredPair> {
	const asking = askingFor(shop, project);
	const verdicts = await scorePair(
		(request) => asking.ask({ role: 'referee', about: 'chat', request }, signal),
		pair,
		chosenTeacher(project),
	);
	const { calls, costNanoUsd } = asking.totals;
	return { verdicts, calls: calls.referee, costNanoUsd };
}

function askingFor(shop: Shop, project: Project): Asking {
	const settings = chosenTeacher(project);
	const { ledger, schedules, clock, sleep } = shop;
	const { id } = project;
	return new Asking({
		...{ ledger, digest, clock, sleep, projectId: id, runId: null },
		teacher: shop.teacherOf(project),
		random: seededRandom('waits', id),
		prices: (role) => teacherInRole(settings, role).prices,
		scheduleOf: (role) => schedules.of(teacherInRole(settings, role)),
		// Asked for by hand, and so is what failed before.
		askFailedAgain: true,
		isWatched: true,
	});
}
