/** The edits of a project, the oldest first: what was done, and what could still be taken back. */
import type { ProjectId } from '../../core/id.ts';
import type { Edit } from '../../core/pools/edit.ts';
import type { Connection } from './database.ts';

export type NewEdit = Pick<Edit, 'forward' | 'backward' | 'kind' | 'word' | 'count' | 'at'>;

/** More steps than anybody takes back; each may name 100,000 rows. */
const MOST_KEPT = 40;
const DIGITS = 9;

export class EditLog {
	readonly #db: Connection;
	readonly #project: ProjectId;

	constructor(db: Connection, project: ProjectId) {
		this.#db = db;
		this.#project = project;
	}

	/** The newest that isn't taken back, and takes none back itself. */
	last(): Promise<Edit | undefined> {
		return this.#edits()
			.reverse()
			.filter(({ undoes, isUndone }) => undoes === null && !isUndone)
			.first();
	}

	/** Adds an edit and forgets the oldest ones; in a transaction of its caller. Its id. */
	async add(
		edit: NewEdit,
		{ isPending, undoes }: { readonly isPending: boolean; readonly undoes: string | null },
	): Promise<string> {
		const { edits } = this.#db;
		const keys = await this.#edits().primaryKeys();
		const number = Number(keys.at(-1)?.slice(-DIGITS) ?? 0) + 1;
		const id = `${this.#project}/${String(number).padStart(DIGITS, '0')}`;
		await edits.add({
			...edit,
			schema: 1,
			id,
			projectId: this.#project,
			undoes,
			isUndone: false,
			...(isPending ? { pendingOf: this.#project } : {}),
		});
		if (undoes !== null) await edits.update(undoes, { isUndone: true });
		const pending = new Set(await edits.where({ pendingOf: this.#project }).primaryKeys());
		const old = keys.slice(0, Math.max(0, keys.length + 1 - MOST_KEPT));
		await edits.bulkDelete(old.filter((key) => !pending.has(key)));
		return id;
	}

	#edits() {
		return this.#db.edits.where('id').startsWith(`${this.#project}/`);
	}
}
