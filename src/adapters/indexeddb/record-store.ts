/** The records of projects and runs in IndexedDB. */
import type { Table } from 'dexie';
import type { RecordChange, RecordStore, RunRows } from '../../app/ports.ts';
import type { ProjectId, RunId } from '../../core/id.ts';
import type { RunProgress } from '../../core/progress.ts';
import type { Project } from '../../core/project.ts';
import type { Run } from '../../core/run.ts';
import type { Database } from './database.ts';
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
		const { relaxed } = this.#database;
		return inStorage(() =>
			relaxed.transaction('r', relaxed.tables, () => this.#rows(project, runs)),
		);
	}

	async #rows(project: ProjectId, runs: readonly RunId[]): Promise<RunRows> {
		const { relaxed: db } = this.#database;
		const ofRuns = <Row>(table: Table<Row, string, Row>) =>
			table.where('runId').anyOf(runs).toArray();
		const isOurs = new Set(runs);
		const [instructions, answers, students] = await Promise.all([
			db.instructions.where({ projectId: project }).toArray(),
			db.answers.where({ projectId: project }).toArray(),
			db.students.where({ projectId: project }).toArray(),
		]);
		const ours = instructions.filter(({ runId }) => runId === null || isOurs.has(runId));
		const ourStudents = students.filter(({ runId }) => isOurs.has(runId));
		const tasks = new Set(ours.map(({ id }) => id));
		const authors = new Set(['teacher', 'file', ...ourStudents.map(({ id }) => id)]);
		return {
			instructions: ours,
			answers: answers.filter((row) => tasks.has(row.instructionId) && authors.has(row.author)),
			students: ourStudents,
			verdicts: await ofRuns(db.verdicts),
			rejections: await ofRuns(db.rejections),
			scores: await ofRuns(db.scores),
			stages: await ofRuns(db.stages),
			jobs: await ofRuns(db.jobs),
			reports: await ofRuns(db.reports),
		};
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
