/** The rows of a project in memory, as an export reads them. */
import type { ExportSource } from '../../src/app/export-ports.ts';
import type { Answer } from '../../src/core/answer.ts';
import type { InstructionId, ProjectId } from '../../src/core/id.ts';
import type { Instruction } from '../../src/core/instruction.ts';
import type { Run } from '../../src/core/run.ts';
import type { Student } from '../../src/core/student.ts';
import type { Verdict } from '../../src/core/verdict.ts';

type Rows = {
	readonly runs: readonly Run[];
	readonly students: readonly Student[];
	readonly instructions: readonly Instruction[];
	readonly answers: readonly Answer[];
	readonly verdicts: readonly Verdict[];
};

export class MemoryExportSource implements ExportSource {
	readonly #rows: Rows;

	constructor(rows: Partial<Rows>) {
		const none = { runs: [], students: [], instructions: [], answers: [], verdicts: [] };
		this.#rows = { ...none, ...rows };
	}

	runChain(): Promise<readonly Run[]> {
		return Promise.resolve(this.#rows.runs);
	}

	students(): Promise<readonly Student[]> {
		return Promise.resolve(this.#rows.students);
	}

	instructionIds(): Promise<readonly InstructionId[]> {
		return Promise.resolve(this.#rows.instructions.map(({ id }) => id));
	}

	instructions(_: ProjectId, ids: readonly InstructionId[]): Promise<readonly Instruction[]> {
		return Promise.resolve(this.#rows.instructions.filter(({ id }) => ids.includes(id)));
	}

	answers(
		ids: readonly InstructionId[],
		authors: readonly Answer['author'][],
	): Promise<readonly Answer[]> {
		return Promise.resolve(
			this.#rows.answers.filter(
				({ instructionId, author }) => ids.includes(instructionId) && authors.includes(author),
			),
		);
	}

	verdicts(
		ids: readonly InstructionId[],
		students: readonly Student['id'][],
	): Promise<readonly Verdict[]> {
		return Promise.resolve(
			this.#rows.verdicts.filter(
				({ instructionId, studentId }) =>
					ids.includes(instructionId) && students.includes(studentId),
			),
		);
	}
}
