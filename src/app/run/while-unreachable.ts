/** Patience with the trainer: it may be restarted, or away for an hour. */
import { codeOf, messageOf } from '../../core/error.ts';
import type { Trainer } from '../ports/trainer.ts';
import type { RunSession } from './session.ts';

const AWAY: ReadonlySet<string> = new Set(['trainer/unreachable', 'student/fetch-failed']);

/** Asks again until it is there or the run is paused. Whichever trainer is linked by then is asked. */
export async function whileUnreachable<T>(
	session: RunSession,
	ask: (trainer: Trainer) => Promise<T>,
): Promise<T> {
	const since = session.world.clock();
	for (let waitMs = 500; ; waitMs = Math.min(15_000, waitMs * 2)) {
		try {
			const found = await ask(await session.world.trainer());
			session.progress.waitFor('trainer', null);
			return found;
		} catch (thrown) {
			session.throwIfStopping();
			if (!AWAY.has(codeOf(thrown))) {
				session.progress.waitFor('trainer', null);
				throw thrown;
			}
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
