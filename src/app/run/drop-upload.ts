/** The training file of a job that is over: of no more use, since another order brings its own. */
import { codeOf, messageOf } from '../../core/error.ts';
import type { RunSession } from './session.ts';

/** Has the trainer delete what was uploaded for `job`. It costs disk there at most: what hinders it is said, not thrown. */
export async function dropUpload(session: RunSession, job: string): Promise<void> {
	try {
		const trainer = await session.world.trainer();
		// A pause may come right now, and nobody would think of the file again.
		await trainer.dropUpload(job, session.ended);
	} catch (thrown) {
		session.ended.throwIfAborted();
		session.say({
			kind: 'failed',
			code: codeOf(thrown),
			message: `A training file stays at the trainer: ${messageOf(thrown)}`,
			about: session.run.id,
		});
	}
}
