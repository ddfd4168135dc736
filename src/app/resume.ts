/** What was under way when the page was closed or killed goes on when it is opened. */
import { codeOf } from '../core/error.ts';
import type { Run } from '../core/run.ts';
import type { RunEngine } from './ports/run-engine.ts';

/** Starts the newest run that is marked as running; another tab that holds it goes on by itself. */
export async function resumeInterrupted(runs: readonly Run[], engine: RunEngine): Promise<void> {
	const interrupted = runs
		.filter(({ state }) => state.kind === 'running')
		.sort((a, b) => b.createdAt - a.createdAt);
	for (const { id } of interrupted) {
		try {
			await engine.resume(id);
			return;
		} catch (thrown) {
			// Held by another tab, or waiting for its key: its own state says so on its page.
			if (!WAITS.has(codeOf(thrown))) throw thrown;
		}
	}
}

const WAITS: ReadonlySet<string> = new Set([
	'run/held-elsewhere',
	'run/busy',
	'teacher/key-missing',
]);
