/** Edits whose rows aren't written yet, laid over the rows that are read meanwhile. */
import type { InstructionId, ProjectId } from '../../core/id.ts';
import type { Instruction } from '../../core/instruction.ts';
import { patched, type PatchSet } from '../../core/pools/edit.ts';
import type { Connection } from './database.ts';

export class PendingEdits {
	readonly #sets: ReadonlyMap<InstructionId, readonly PatchSet[]>;

	private constructor(sets: ReadonlyMap<InstructionId, readonly PatchSet[]>) {
		this.#sets = sets;
	}

	/** Read them before the rows: an edit that is written in between is then laid over once more, which changes nothing. */
	static async of(db: Connection, project: ProjectId): Promise<PendingEdits> {
		const sets = new Map<InstructionId, PatchSet[]>();
		for (const { forward } of await db.edits.where({ pendingOf: project }).sortBy('id'))
			for (const { set, ids } of forward)
				for (const id of ids) {
					const known = sets.get(id);
					if (known === undefined) sets.set(id, [set]);
					else known.push(set);
				}
		return new PendingEdits(sets);
	}

	get isEmpty(): boolean {
		return this.#sets.size === 0;
	}

	/** The row as it will be written. */
	over(row: Instruction): Instruction {
		return (this.#sets.get(row.id) ?? []).reduce(patched, row);
	}
}
