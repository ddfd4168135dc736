/** Edits of instructions in IndexedDB: a row of the edit first, on disk at once, and the rows that it changes after that. */
import type { AddedRow, LastEdit, NewText, PoolEdits, Settling } from '../../app/pool-ports.ts';
import type { Live } from '../../app/ports/live.ts';
import type { Clock } from '../../app/ports/system.ts';
import { answerId } from '../../core/answer.ts';
import { AppError, codeOf } from '../../core/error.ts';
import {
	editedId,
	originalId,
	seedOrderOf,
	seedsOf,
	type InstructionId,
	type ProjectId,
} from '../../core/id.ts';
import type { Instruction } from '../../core/instruction.ts';
import {
	patched,
	planAdd,
	planEdit,
	planText,
	type Change,
	type Edit,
	type Wish,
} from '../../core/pools/edit.ts';
import { whileProjectRests } from '../system/project-lock.ts';
import type { Connection, Database } from './database.ts';
import { EditLog, type NewEdit } from './edit-log.ts';
import { live } from './live.ts';
import { PendingEdits } from './pending-edits.ts';
import { rowsByKey } from './pool-rows.ts';
import { settleEdits } from './settle-edits.ts';
import { inStorage } from './storage-error.ts';

/** An edit of no more rows than this is written whole, in one transaction. */
const FEW_ROWS = 200;

export class IndexedDbPoolEdits implements PoolEdits {
	readonly #database: Database;
	readonly #clock: Clock;
	/** One edit after the other: each is planned on what the one before has left. */
	#turn: Promise<unknown> = Promise.resolve();

	constructor(database: Database, clock: Clock) {
		this.#database = database;
		this.#clock = clock;
	}

	edit(project: ProjectId, ids: readonly InstructionId[], wish: Wish): Promise<number> {
		return this.#alone(project, async (db) => {
			const rows = await rowsByKey(db, project, ids);
			const at = this.#clock();
			const change = planEdit(
				rows.filter((row) => row !== undefined),
				wish,
				at,
			);
			if (change === undefined) return 0;
			const count = countOf(change);
			await this.#write(project, { ...change, kind: wish.kind, word: wordOf(wish), count, at });
			return count;
		});
	}

	async rewrite(id: InstructionId, text: NewText): Promise<Instruction> {
		const found = await inStorage(() => this.#database.relaxed.instructions.get(id));
		if (found === undefined)
			throw new AppError('pool/unknown', `There is no instruction ${id} in this browser.`);
		return this.#alone(found.projectId, async (db) => {
			const [old = found] = await rowsByKey(db, found.projectId, [id]);
			const at = this.#clock();
			const { row, ...change } = planText(old, { ...text, id: await nextText(db, id) }, at);
			await db.transaction('rw', db.instructions, db.answers, db.edits, async () => {
				await db.instructions.add(row);
				const answer = text.keepsFileAnswer
					? await db.answers.get(answerId(id, 'file'))
					: undefined;
				if (answer !== undefined)
					await db.answers.add({
						...answer,
						id: answerId(row.id, 'file'),
						instructionId: row.id,
					});
				await this.#write(old.projectId, { ...change, kind: 'text', word: '', count: 1, at });
			});
			return row;
		});
	}

	add(project: ProjectId, text: Pick<NewText, 'instruction' | 'input'>): Promise<AddedRow> {
		return this.#alone(project, async (db) => {
			const at = this.#clock();
			const order = await nextOrder(db, project);
			const { row, ...change } = planAdd(project, { ...text, order }, at);
			const edit = await db.transaction('rw', db.instructions, db.edits, async () => {
				await db.instructions.add(row);
				return this.#write(project, { ...change, kind: 'add', word: '', count: 1, at });
			});
			return { row, edit };
		});
	}

	undo(project: ProjectId): Promise<LastEdit | undefined> {
		return this.#alone(project, async (db) => {
			const last = await new EditLog(db, project).last();
			if (last === undefined) return undefined;
			const { id, kind, word, count, forward, backward } = last;
			const at = this.#clock();
			await this.#write(
				project,
				{ forward: backward, backward: forward, kind, word, count, at },
				id,
			);
			return { id, kind, word, count };
		});
	}

	last(project: ProjectId): Live<LastEdit | undefined> {
		return live(async () => {
			const found = await new EditLog(this.#database.relaxed, project).last();
			return found && lastOf(found);
		});
	}

	settle(project: ProjectId, report: (now: Settling) => void): Promise<void> {
		return navigator.locks.request(`retort/edits/${project}`, () =>
			inStorage(() => settleEdits(this.#database, project, report)),
		);
	}

	/** Few rows at once, unless earlier edits wait: then they are written after those. `undoes`: what this takes back. Its id. */
	#write(project: ProjectId, edit: NewEdit, undoes: string | null = null): Promise<string> {
		const { strict } = this.#database;
		return strict.transaction('rw', strict.instructions, strict.edits, async () => {
			const { isEmpty } = await PendingEdits.of(strict, project);
			const isWritten = isEmpty && edit.count <= FEW_ROWS;
			const id = await new EditLog(strict, project).add(edit, { isPending: !isWritten, undoes });
			if (isWritten) await writeRows(strict, edit);
			return id;
		});
	}

	/** Throws 'pool/run-under-way'. */
	#alone<T>(project: ProjectId, work: (db: Connection) => Promise<T>): Promise<T> {
		const result = this.#turn.then(() =>
			whileProjectRests(project, () => inStorage(() => work(this.#database.strict))),
		);
		this.#turn = result.catch(() => undefined);
		return result.catch((cause: unknown) => {
			throw codeOf(cause) === 'run/held-elsewhere' ? runUnderWay(cause) : cause;
		});
	}
}

function runUnderWay(cause: unknown): AppError {
	return new AppError(
		'pool/run-under-way',
		'A run of this project is being carried out, here or in another tab: it has read these rows and would not see the edit. Pause it, then edit.',
		{ cause },
	);
}

async function writeRows(db: Connection, { forward }: Change): Promise<void> {
	for (const { set, ids } of forward) {
		const rows = await db.instructions.bulkGet([...ids]);
		await db.instructions.bulkPut(
			rows.filter((row) => row !== undefined).map((row) => patched(row, set)),
		);
	}
}

/** The id of the next new text of an instruction. */
async function nextText(db: Connection, id: InstructionId): Promise<InstructionId> {
	const keys = await db.instructions
		.where('id')
		.startsWith(`${originalId(id)}~`)
		.primaryKeys();
	const numbers = keys.map((key) => Number(key.slice(key.lastIndexOf('~') + 1)));
	return editedId(id, Math.max(0, ...numbers) + 1);
}

/** After the last row of the project's file, the last question added, and those that were deleted. */
async function nextOrder(db: Connection, project: ProjectId): Promise<number> {
	const keys = await db.instructions.where('id').startsWith(seedsOf(project)).primaryKeys();
	// By a loop: 100,000 arguments are too many for Math.max.
	return keys.reduce((next, key) => Math.max(next, (seedOrderOf(project, key) ?? -1) + 1), 0);
}

function countOf({ forward }: Change): number {
	return new Set(forward.flatMap(({ ids }) => ids)).size;
}

function wordOf(wish: Wish): string {
	if (wish.kind === 'skill') return wish.skill ?? '';
	return wish.kind === 'tag' || wish.kind === 'untag' ? wish.tag : '';
}

function lastOf({ id, kind, word, count }: Edit): LastEdit {
	return { id, kind, word, count };
}
