/** The rows of runs: written by the run worker and by import, read by everyone. */
import type { ProjectId, RunId } from '../../core/id.ts';
import type { BookRows } from '../../core/loop/run-book.ts';
import type { RunProgress } from '../../core/progress.ts';
import type { Project } from '../../core/project.ts';
import type { Run } from '../../core/run.ts';

/** Rows of one run and its project, as the run worker loads them once. */
export type RunRows = BookRows;

/** What one step writes, in one transaction. */
export type RecordChange = Partial<{
	readonly [Table in keyof RunRows]: RunRows[Table];
}>;

/** The records: written by the run worker (and by import), read by everyone. */
export interface RecordStore {
	/** The run and the runs that it was forked from (nearest first), so that rows of all of them count. */
	runChain(run: RunId): Promise<readonly Run[]>;
	/** Seeds of the project, and everything of the given runs. */
	rowsOf(project: ProjectId, runs: readonly RunId[]): Promise<RunRows>;
	/** Puts rows (by id, replacing) in one transaction. `durable`: on disk before the promise resolves. */
	put(change: RecordChange, options?: { readonly durable?: boolean }): Promise<void>;
	project(id: ProjectId): Promise<Project | undefined>;
	putProject(project: Project): Promise<void>;
	run(id: RunId): Promise<Run | undefined>;
	putRun(run: Run): Promise<void>;
	/** The last snapshot written. */
	progress(run: RunId): Promise<RunProgress | undefined>;
	putProgress(progress: RunProgress): Promise<void>;
}
