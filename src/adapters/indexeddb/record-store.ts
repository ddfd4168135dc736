/** The records of projects and runs in IndexedDB. */
import type { RecordChange, RecordStore, RunRows } from '../../app/ports/records.ts';
import type { ProjectId, RunId, StudentId } from '../../core/id.ts';
import type { RunProgress } from '../../core/progress.ts';
import type { Project } from '../../core/project.ts';
import type { Run } from '../../core/run.ts';
import type { Student } from '../../core/student.ts';
import type { Database } from './database.ts';
import { runRowsOf } from './run-rows.ts';
import { inStorage } from './storage-error.ts';

export class IndexedDbRecordStore implements RecordStore {
	readonly #database: Database;

	constructor(database: Database) {
		this.#database = database;
	}

	async runChain(run: RunId): Promise<readonly Run[]> {
		const chain: Run[] = [];
		for (let next: RunId | undefined = run; next !== undefined;) {
			const found: Run | undefined = await this.run(next);
			if (found === undefined) break;
			chain.push(found);
			next = found.forkedFrom?.runId;
		}
		return chain;
	}

	rowsOf(project: ProjectId, runs: readonly RunId[]): Promise<RunRows> {
		return inStorage(() => runRowsOf(this.#database.relaxed, project, runs));
	}

	async put(change: RecordChange, options?: { readonly durable?: boolean }): Promise<void> {
		const { relaxed, strict } = this.#database;
		const db = options?.durable === true ? strict : relaxed;
		const rowsByTable = Object.entries(change).filter(([, rows]) => rows.length > 0);
		if (rowsByTable.length === 0) return;
		const names = rowsByTable.map(([table]) => table);
		await inStorage(() =>
			db.transaction('rw', names, async () => {
				for (const [table, rows] of rowsByTable) await db.table(table).bulkPut(rows);
			}),
		);
	}

	project(id: ProjectId): Promise<Project | undefined> {
		return inStorage(() => this.#database.relaxed.projects.get(id));
	}

	student(id: StudentId): Promise<Student | undefined> {
		return inStorage(() => this.#database.relaxed.students.get(id));
	}

	async putProject(project: Project): Promise<void> {
		await inStorage(() => this.#database.strict.projects.put(project));
	}

	run(id: RunId): Promise<Run | undefined> {
		return inStorage(() => this.#database.relaxed.runs.get(id));
	}

	async putRun(run: Run): Promise<void> {
		await inStorage(() => this.#database.strict.runs.put(run));
	}

	progress(run: RunId): Promise<RunProgress | undefined> {
		return inStorage(() => this.#database.relaxed.progress.get(run));
	}

	async putProgress(progress: RunProgress): Promise<void> {
		await inStorage(() => this.#database.relaxed.progress.put(progress));
	}
}
