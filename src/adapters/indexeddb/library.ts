/** What pages read of projects and runs, live across tabs and workers. */
import type Dexie from 'dexie';
import type { AnswerPair, InstructionDetail, Library, PoolRow } from '../../app/ports/library.ts';
import type { Live } from '../../app/ports/live.ts';
import type { WritableStudentFiles } from '../../app/ports/student-files.ts';
import type { NewId } from '../../app/ports/system.ts';
import type { Call } from '../../core/call.ts';
import type { InstructionId, ProjectId, RunId } from '../../core/id.ts';
import type { SeedFacts } from '../../core/plan/seeds.ts';
import type { Measures } from '../../core/plan/measures.ts';
import type { RunProgress } from '../../core/progress.ts';
import type { Project } from '../../core/project.ts';
import type {
	IterationReport,
	Rejection,
	Run,
	Score,
	StageEntry,
	TrainingJob,
} from '../../core/run.ts';
import type { Student } from '../../core/student.ts';
import { whileProjectRests } from '../system/project-lock.ts';
import type { Connection, Database } from './database.ts';
import { live } from './live.ts';
import { readMeasures } from './measures.ts';
import { type PairsQuery, readDetail, readPairs, readPoolRows } from './pool-reading.ts';
import { exportProject } from './project-export.ts';
import { importProject } from './project-import.ts';
import { deleteProjectRows } from './project-rows.ts';
import { readSeedFacts } from './seed-facts.ts';
import { inStorage } from './storage-error.ts';

export class IndexedDbLibrary implements Library {
	readonly #database: Database;
	readonly #files: WritableStudentFiles;
	readonly #newId: NewId;
	readonly #onImported: (project: ProjectId) => Promise<void>;

	/** `onImported`: what else is to be done with a project that has come in. */
	constructor(
		database: Database,
		files: WritableStudentFiles,
		newId: NewId,
		onImported: (project: ProjectId) => Promise<void> = () => Promise.resolve(),
	) {
		this.#database = database;
		this.#files = files;
		this.#newId = newId;
		this.#onImported = onImported;
	}

	get #db(): Connection {
		return this.#database.relaxed;
	}

	/** Last opened first. */
	projects(): Live<readonly Project[]> {
		return live(async () => {
			const projects = await this.#db.projects.toArray();
			return projects.sort((a, b) => b.openedAt - a.openedAt);
		});
	}

	project(id: ProjectId): Live<Project | undefined> {
		return live(() => this.#db.projects.get(id));
	}

	/** Oldest first; null: of all projects. */
	runs(project: ProjectId | null): Live<readonly Run[]> {
		return live(() => this.#ofProject(this.#db.runs, project));
	}

	run(id: RunId): Live<Run | undefined> {
		return live(() => this.#db.runs.get(id));
	}

	progress(run: RunId): Live<RunProgress | undefined> {
		return live(() => this.#db.progress.get(run));
	}

	/** In the order in which they began. */
	stages(run: RunId): Live<readonly StageEntry[]> {
		return live(() => this.#db.stages.where({ runId: run }).sortBy('startedAt'));
	}

	/** Oldest first; null: of all projects. */
	students(project: ProjectId | null): Live<readonly Student[]> {
		return live(() => this.#ofProject(this.#db.students, project));
	}

	scores(run: RunId): Live<readonly Score[]> {
		return live(() => this.#db.scores.where({ runId: run }).sortBy('iteration'));
	}

	reports(run: RunId): Live<readonly IterationReport[]> {
		return live(() => this.#db.reports.where({ runId: run }).sortBy('iteration'));
	}

	/** Oldest first; null: of all runs. */
	jobs(run: RunId | null): Live<readonly TrainingJob[]> {
		const { jobs } = this.#db;
		return live(() =>
			(run === null ? jobs.toCollection() : jobs.where({ runId: run })).sortBy('createdAt'),
		);
	}

	rejections(run: RunId, iteration: number): Promise<readonly Rejection[]> {
		return inStorage(() => this.#db.rejections.where({ runId: run, iteration }).sortBy('index'));
	}

	failedCalls(run: RunId): Live<readonly Call[]> {
		return live(() => this.#db.calls.where({ runId: run, state: 'failed' }).sortBy('sentAt'));
	}

	measures(run: RunId): Promise<Measures> {
		return inStorage(() => readMeasures(this.#database, run));
	}

	poolRows(project: ProjectId, runs: readonly RunId[]): Promise<readonly PoolRow[]> {
		return inStorage(() => readPoolRows(this.#db, project, runs));
	}

	seedFacts(project: ProjectId): Promise<SeedFacts> {
		return inStorage(() => readSeedFacts(this.#db, project));
	}

	detail(id: InstructionId): Promise<InstructionDetail | undefined> {
		return inStorage(() => readDetail(this.#db, id));
	}

	pairs(query: PairsQuery): Promise<readonly AnswerPair[]> {
		return inStorage(() => readPairs(this.#db, query));
	}

	/** Throws 'run/held-elsewhere', with nothing deleted, while a worker carries the project out. */
	deleteProject(id: ProjectId): Promise<void> {
		return whileProjectRests(id, () =>
			inStorage(() => deleteProjectRows(this.#database, this.#files, id)),
		);
	}

	exportProject(id: ProjectId, options: { readonly weights: boolean }): Promise<Blob> {
		return inStorage(() => exportProject(this.#db, this.#files, id, options));
	}

	async importProject(file: Blob): Promise<ProjectId> {
		const id = await inStorage(() => importProject(this.#database, this.#files, this.#newId, file));
		await this.#onImported(id);
		return id;
	}

	#ofProject<Row>(table: Dexie.Table<Row, string, Row>, project: ProjectId | null): Promise<Row[]> {
		const rows = project === null ? table.toCollection() : table.where({ projectId: project });
		return rows.sortBy('createdAt');
	}
}
