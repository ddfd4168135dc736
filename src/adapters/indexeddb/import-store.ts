/** Imports in IndexedDB: rows lie under the id of a project that nothing names yet, noted so that a dead tab's are found. */
import type { ImportStore } from '../../app/import-ports.ts';
import { codeOf } from '../../core/error.ts';
import type { ProjectId } from '../../core/id.ts';
import type { Project } from '../../core/project.ts';
import type { Run } from '../../core/run.ts';
import { holdProject } from '../../../workers/run/project-lock.ts';
import { whileProjectRests } from '../system/project-lock.ts';
import type { Database } from './database.ts';
import { inStorage } from './storage-error.ts';

const NOTE = 'importing/';

export class IndexedDbImportStore implements ImportStore {
	readonly #database: Database;
	/** The lock says that the import is under way; it dies with the worker. */
	readonly #locks = new Map<ProjectId, () => void>();

	constructor(database: Database) {
		this.#database = database;
	}

	async begin(project: ProjectId): Promise<void> {
		this.#locks.set(project, await holdProject(project));
		await inStorage(() =>
			this.#database.strict.settings.put({ schema: 1, name: NOTE + project, value: project }),
		);
	}

	/** Not durable by itself: `commit` waits for the disk, and the browser's log is written in order. */
	async add({ instructions, answers }: Parameters<ImportStore['add']>[0]): Promise<void> {
		const db = this.#database.relaxed;
		await inStorage(() =>
			db.transaction('rw', db.instructions, db.answers, async () => {
				await Promise.all([db.instructions.bulkAdd(instructions), db.answers.bulkAdd(answers)]);
			}),
		);
	}

	async commit(project: Project, run: Run | null): Promise<void> {
		const db = this.#database.strict;
		await inStorage(() =>
			db.transaction('rw', db.projects, db.runs, db.settings, async () => {
				await db.projects.add(project);
				if (run !== null) await db.runs.add(run);
				await db.settings.delete(NOTE + project.id);
			}),
		);
		this.#release(project.id);
	}

	async discard(project: ProjectId): Promise<void> {
		try {
			await sweep(this.#database, project);
		} finally {
			this.#release(project);
		}
	}

	#release(project: ProjectId): void {
		this.#locks.get(project)?.();
		this.#locks.delete(project);
	}
}

/** Deletes what imports left that never ended: their tab died. Those that another tab carries out stay. */
export async function sweepImports(database: Database): Promise<void> {
	const notes = await inStorage(() =>
		database.relaxed.settings.where('name').startsWith(NOTE).toArray(),
	);
	for (const { value } of notes) {
		const project = value as ProjectId;
		await whileProjectRests(project, () => sweep(database, project)).catch((thrown: unknown) => {
			if (codeOf(thrown) !== 'run/held-elsewhere') throw thrown;
		});
	}
}

/** Ids of rows begin with their project's: two ranges of keys, deleted as such. */
async function sweep({ strict: db }: Database, project: ProjectId): Promise<void> {
	await inStorage(() =>
		db.transaction('rw', db.instructions, db.answers, db.settings, async () => {
			await db.instructions.where('id').startsWith(`${project}/`).delete();
			await db.answers.where('id').startsWith(`${project}/`).delete();
			await db.settings.delete(NOTE + project);
		}),
	);
}
