/** The run engine, as the page commands it. */
import type { RunId, StudentId } from '../../core/id.ts';
import type { Score } from '../../core/run.ts';
import type { Live } from './live.ts';

/** What the page may tell the run engine. Each resolves when the engine has taken it. */
export interface RunEngine {
	/** Starts or goes on; throws AppError 'run/held-elsewhere' when another tab holds the project. */
	start(run: RunId): Promise<void>;
	/** Goes on with what was under way when the page was closed; does nothing when it was paused meanwhile. */
	resume(run: RunId): Promise<void>;
	/** Carries out just the next stage, then pauses. */
	step(run: RunId): Promise<void>;
	pause(run: RunId): Promise<void>;
	/** Ends it; it can be given more iterations or forked, not resumed. */
	stop(run: RunId): Promise<void>;
	/** Asks the failed calls again. */
	retryFailed(run: RunId): Promise<void>;
	/**
	 * Judges a student of the run on a set, beside its stages; the run stays as it is. The run's base is prepared first if
	 * it isn't there yet. Resolves when the score is written or the run was paused, rejects with what befell it
	 * ('run/busy', 'teacher/…', 'student/…').
	 */
	evaluate(run: RunId, student: StudentId, set: Score['set']): Promise<void>;
	/** Which run this tab's worker is carrying out. */
	readonly running: Live<RunId | null>;
}
