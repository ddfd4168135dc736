/** An import's store in memory: what lies there unseen, and what was committed. */
import type { ImportStore } from '../../src/app/import-ports.ts';
import type { Answer } from '../../src/core/answer.ts';
import type { ProjectId } from '../../src/core/id.ts';
import type { Instruction } from '../../src/core/instruction.ts';
import type { Project } from '../../src/core/project.ts';
import type { Run } from '../../src/core/run.ts';

export class MemoryImportStore implements ImportStore {
	readonly instructions: Instruction[] = [];
	readonly answers: Answer[] = [];
	/** Projects under way. */
	readonly begun = new Set<ProjectId>();
	project: Project | undefined;
	run: Run | null | undefined;
	/** Thrown by the next `add`. */
	refusal: Error | undefined;

	begin(project: ProjectId): Promise<void> {
		this.begun.add(project);
		return Promise.resolve();
	}

	add(rows: Parameters<ImportStore['add']>[0]): Promise<void> {
		if (this.refusal !== undefined) return Promise.reject(this.refusal);
		this.instructions.push(...rows.instructions);
		this.answers.push(...rows.answers);
		return Promise.resolve();
	}

	commit(project: Project, run: Run | null): Promise<void> {
		this.project = project;
		this.run = run;
		this.begun.delete(project.id);
		return Promise.resolve();
	}

	discard(project: ProjectId): Promise<void> {
		this.instructions.length = 0;
		this.answers.length = 0;
		this.begun.delete(project);
		return Promise.resolve();
	}
}
