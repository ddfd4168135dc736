/** The records in memory: what a run reads and writes, without a browser. */
import type { RecordChange, RecordStore, RunRows } from '../../src/app/ports/records.ts';
import type { ProjectId, RunId } from '../../src/core/id.ts';
import type { RunProgress } from '../../src/core/progress.ts';
import type { Project } from '../../src/core/project.ts';
import type { Run } from '../../src/core/run.ts';

const TABLES = [
	'instructions',
	'answers',
	'verdicts',
	'rejections',
	'students',
	'scores',
	'stages',
	'jobs',
	'reports',
] as const satisfies readonly (keyof RunRows)[];

type Row = { readonly id: string; readonly projectId: ProjectId; readonly runId?: RunId | null };

export class MemoryRecordStore implements RecordStore {
	readonly #tables = new Map<string, Map<string, Row>>(TABLES.map((name) => [name, new Map()]));
	readonly #projects = new Map<ProjectId, Project>();
	readonly #runs = new Map<RunId, Run>();
	readonly #progress = new Map<RunId, RunProgress>();

	runChain(id: RunId): Promise<readonly Run[]> {
		const chain: Run[] = [];
		for (let run = this.#runs.get(id); run !== undefined;) {
			chain.push(run);
			run = run.forkedFrom === null ? undefined : this.#runs.get(run.forkedFrom.runId);
		}
		return Promise.resolve(chain);
	}

	rowsOf(project: ProjectId, runs: readonly RunId[]): Promise<RunRows> {
		const of = (name: keyof RunRows) =>
			[...(this.#tables.get(name)?.values() ?? [])].filter(
				({ projectId, runId }) =>
					projectId === project && (runId === null || runId === undefined || runs.includes(runId)),
			);
		const rows = Object.fromEntries(TABLES.map((name) => [name, of(name)])) as unknown as RunRows;
		const tasks = new Set(rows.instructions.map(({ id }) => id));
		const authors = new Set(['teacher', 'file', ...rows.students.map(({ id }) => id)]);
		const answers = rows.answers.filter(
			({ instructionId, author }) => tasks.has(instructionId) && authors.has(author),
		);
		return Promise.resolve(structuredClone({ ...rows, answers }));
	}

	put(change: RecordChange): Promise<void> {
		for (const [name, rows] of Object.entries(change))
			for (const row of rows) this.#tables.get(name)?.set(row.id, structuredClone(row));
		return Promise.resolve();
	}

	project(id: ProjectId): Promise<Project | undefined> {
		return Promise.resolve(this.#projects.get(id));
	}

	putProject(project: Project): Promise<void> {
		this.#projects.set(project.id, project);
		return Promise.resolve();
	}

	run(id: RunId): Promise<Run | undefined> {
		return Promise.resolve(this.#runs.get(id));
	}

	putRun(run: Run): Promise<void> {
		this.#runs.set(run.id, run);
		return Promise.resolve();
	}

	progress(run: RunId): Promise<RunProgress | undefined> {
		return Promise.resolve(this.#progress.get(run));
	}

	putProgress(progress: RunProgress): Promise<void> {
		this.#progress.set(progress.runId, progress);
		return Promise.resolve();
	}
}
