/** Patience with the trainer, as it trains and where it answers: it may be restarted, or away for an hour. */
import { codeOf, messageOf } from '../../core/error.ts';
import type { Trainer } from '../ports/trainer.ts';
import type { RunSession } from './session.ts';

/** Of what answers a run's prompts the linked trainer alone is elsewhere. */
const STUDENT_AWAY: ReadonlySet<string> = new Set(['student/unreachable']);
const AWAY: ReadonlySet<string> = new Set([
	...['trainer/unreachable', 'student/fetch-failed'],
	...STUDENT_AWAY,
]);

/** Asks again until it is there or the run is paused. Whichever trainer is linked by then is asked. */
export function whileUnreachable<T>(
	session: RunSession,
	ask: (trainer: Trainer) => Promise<T>,
): Promise<T> {
	return whileAway(session, async () => ask(await session.world.trainer()), AWAY);
}

/** The same for what a student does, wherever it answers. */
export function whileStudentAway<T>(session: RunSession, work: () => Promise<T>): Promise<T> {
	return whileAway(session, work, STUDENT_AWAY);
}

async function whileAway<T>(
	session: RunSession,
	work: () => Promise<T>,
	away: ReadonlySet<string>,
): Promise<T> {
	const since = session.world.clock();
	for (let waitMs = 500; ; waitMs = Math.min(15_000, waitMs * 2)) {
		try {
			const found = await work();
			session.progress.waitFor('trainer', null);
			return found;
		} catch (thrown) {
			session.throwIfStopping();
			if (!away.has(codeOf(thrown))) {
				session.progress.waitFor('trainer', null);
				throw thrown;
			}
			// Another trainer may be linked by then.
			if (STUDENT_AWAY.has(codeOf(thrown))) session.unload();
			session.progress.waitFor('trainer', { since, because: messageOf(thrown) });
			session.say({
				kind: 'failed',
				code: 'trainer/unreachable',
				message: `The trainer doesn't answer. Trying again in ${Math.round(waitMs / 1000)} s.`,
				about: session.run.id,
			});
			await session.world.sleep(waitMs, session.stopping);
		}
	}
}
