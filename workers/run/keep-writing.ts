/** Rows and progress of a sitting, written a few times a second. */
import type { Asking } from '../../src/app/ask.ts';
import type { Projection } from '../../src/app/run/projection.ts';
import type { RunSession } from '../../src/app/run/session.ts';
import { sleep } from '../../src/adapters/system/sleep.ts';
import type { RunProgress } from '../../src/core/progress.ts';

/** How often, in ms. */
const WRITE_EVERY_MS = 400;

/** How far the run is, with what it will come to. */
export function snapshotOf(
	session: RunSession,
	asking: Asking,
	projection: Projection,
): RunProgress {
	const progress = session.progress.snapshot(session.run, session.book, asking.totals);
	const { budget, measures } = asking;
	const projected = projection.of(session.run, progress, { budget, roles: measures });
	return { ...progress, budget, projected };
}

/** Writes until told to end; hands on what hinders it (a full disk) and ends. */
export async function keepWriting(
	session: RunSession,
	asking: Asking,
	projection: Projection,
	{ end, trouble }: { readonly end: AbortSignal; readonly trouble: (thrown: unknown) => void },
): Promise<void> {
	try {
		while (!end.aborted) {
			await session.rows.flush();
			session.progress.waitFor('teacher', asking.outage);
			await session.world.store.putProgress(snapshotOf(session, asking, projection));
			await sleep(WRITE_EVERY_MS, end);
		}
	} catch (thrown) {
		if (!end.aborted) trouble(thrown);
	}
}
