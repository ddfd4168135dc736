/** Live lines of a run. */
import type { RunId } from '../../core/id.ts';
import type { RunEvent } from '../../core/progress.ts';

/** Live lines of a run, heard in every tab; nothing is kept. */
export interface RunFeed {
	say(run: RunId, event: RunEvent): void;
	listen(run: RunId, hear: (event: RunEvent) => void): () => void;
}
