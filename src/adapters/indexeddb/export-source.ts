/** The rows of a project for its export: by key, so that only those at hand are in memory. */
import type { ExportSource } from '../../app/export-ports.ts';
import { type Answer, answerId } from '../../core/answer.ts';
import type { InstructionId, ProjectId, RunId, StudentId } from '../../core/id.ts';
import type { Instruction } from '../../core/instruction.ts';
import type { Run } from '../../core/run.ts';
import type { Student } from '../../core/student.ts';
import { type Verdict, VERDICT_ORDERS, verdictId } from '../../core/verdict.ts';
import type { Connection, Database } from './database.ts';
import { rowsByKey } from './pool-rows.ts';
import { IndexedDbRecordStore } from './record-store.ts';
import { inStorage } from './storage-error.ts';

export class IndexedDbExportSource implements ExportSource {
	readonly #db: Connection;
	readonly #store: IndexedDbRecordStore;

	constructor(database: Database) {
		this.#db = database.relaxed;
		this.#store = new IndexedDbRecordStore(database);
	}

	runChain(run: RunId): Promise<readonly Run[]> {
		return this.#store.runChain(run);
	}

	students(project: ProjectId): Promise<Student[]> {
		return inStorage(() => this.#db.students.where({ projectId: project }).toArray());
	}

	async instructionIds(project: ProjectId): Promise<readonly InstructionId[]> {
		const keys = await inStorage(() =>
			this.#db.instructions.where({ projectId: project }).primaryKeys(),
		);
		// Ids end in numbers: 10 comes after 9.
		const { compare } = new Intl.Collator('en', { numeric: true });
		const isSeed = (id: string) => Number(id.startsWith(`${project}/`));
		return (keys as InstructionId[]).sort((a, b) => isSeed(b) - isSeed(a) || compare(a, b));
	}

	async instructions(
		project: ProjectId,
		ids: readonly InstructionId[],
	): Promise<readonly Instruction[]> {
		const rows = await inStorage(() => rowsByKey(this.#db, project, ids));
		return rows.filter((row) => row !== undefined);
	}

	async answers(
		ids: readonly InstructionId[],
		authors: readonly Answer['author'][],
	): Promise<readonly Answer[]> {
		const keys = ids.flatMap((id) => authors.map((author) => answerId(id, author)));
		const rows = await inStorage(() => this.#db.answers.bulkGet(keys));
		return rows.filter((row) => row !== undefined);
	}

	async verdicts(
		ids: readonly InstructionId[],
		students: readonly StudentId[],
	): Promise<readonly Verdict[]> {
		const keys = ids.flatMap((id) =>
			students.flatMap((student) => VERDICT_ORDERS.map((order) => verdictId(id, student, order))),
		);
		const rows = await inStorage(() => this.#db.verdicts.bulkGet(keys));
		return rows.filter((row) => row !== undefined);
	}
}
