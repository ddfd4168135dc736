/** The copy of a project's rows in the pools worker, as pages use it: the worker finds and counts, Dexie gives rows by key. */
import { connect, type Connection } from '../../../workers/rpc/connect.ts';
import type { PoolsApi } from '../../../workers/pools/protocol.ts';
import type { ListedRow, PoolMirror } from '../../app/pool-ports.ts';
import type { Live } from '../../app/ports/live.ts';
import { AppError } from '../../core/error.ts';
import type { InstructionId, ProjectId } from '../../core/id.ts';
import type { PoolFilter } from '../../core/pools/filter.ts';
import type { CopyState, Listing, NearRow, PoolScope, RowFacts } from '../../core/pools/listing.ts';
import type { Database } from '../indexeddb/database.ts';
import { firstSeeds, rowsByKey } from '../indexeddb/pool-rows.ts';
import { inStorage } from '../indexeddb/storage-error.ts';
import { placesOf } from '../../core/pools/columns.ts';

/** A page that comes back soon finds the copy as it was; after that its memory is given back. */
const KEPT_MS = 120_000;

type Ears = { readonly next: (state: CopyState) => void; readonly failed: (why: unknown) => void };

export class WorkerPoolMirror implements PoolMirror {
	readonly #database: Database;
	#copy: Copy | undefined;
	#ending: ReturnType<typeof setTimeout> | undefined;

	constructor(database: Database) {
		this.#database = database;
	}

	follow(scope: PoolScope): Live<CopyState> {
		return {
			subscribe: (next, failed = () => undefined) => {
				clearTimeout(this.#ending);
				const copy = this.#copyOf(scope);
				const ears = { next, failed };
				copy.hear(ears);
				return {
					unsubscribe: () => {
						copy.forget(ears);
						clearTimeout(this.#ending);
						this.#ending = setTimeout(() => {
							if (this.#copy?.isHeard === false) this.close();
						}, KEPT_MS);
					},
				};
			},
		};
	}

	/** Ends the worker; the next follower begins anew. */
	close(): void {
		clearTimeout(this.#ending);
		this.#copy?.close();
		this.#copy = undefined;
	}

	firstRows(project: ProjectId, count: number): Promise<readonly ListedRow[]> {
		return inStorage(async () => {
			const rows = await firstSeeds(this.#database.relaxed, project, count);
			return rows.map((instruction, place): ListedRow => ({
				id: instruction.id,
				instruction,
				number: place + 1,
				places: placesOf(instruction),
				difficulty: 'not-judged',
				scores: null,
			}));
		});
	}

	list(filter: PoolFilter): Promise<Listing> {
		return this.#ask('list', filter);
	}

	async rows(
		view: number,
		first: number,
		count: number,
	): Promise<readonly (ListedRow | undefined)[]> {
		return this.#withTexts(await this.#ask('rows', { view, first, count }));
	}

	async row(id: InstructionId): Promise<ListedRow | undefined> {
		const facts = await this.#ask('row', id);
		return facts && (await this.#withTexts([facts]))[0];
	}

	ids(view: number, first: number, count: number): Promise<readonly InstructionId[]> {
		return this.#ask('ids', { view, first, count });
	}

	placeOf(view: number, id: InstructionId): Promise<number> {
		return this.#ask('placeOf', { view, id });
	}

	nearest(text: string, among: 'scored' | 'trained'): Promise<NearRow | null> {
		return this.#ask('nearest', { text, among });
	}

	#copyOf(scope: PoolScope): Copy {
		const isSame = JSON.stringify(this.#copy?.scope) === JSON.stringify(scope);
		if (this.#copy !== undefined && isSame && !this.#copy.hasFailed) return this.#copy;
		this.close();
		this.#copy = new Copy(this.#database, scope);
		return this.#copy;
	}

	async #ask<Name extends Exclude<keyof PoolsApi, 'follow'>>(
		name: Name,
		args: PoolsApi[Name]['args'],
	): Promise<PoolsApi[Name]['result']> {
		if (this.#copy === undefined)
			throw new AppError('pools/not-followed', 'No project’s rows are followed here.');
		return this.#copy.worker.call(name, args);
	}

	async #withTexts(facts: readonly RowFacts[]): Promise<readonly (ListedRow | undefined)[]> {
		const project = this.#copy?.scope.project;
		if (project === undefined) return [];
		const ids = facts.map(({ id }) => id);
		const rows = await inStorage(() => rowsByKey(this.#database.relaxed, project, ids));
		return facts.map((fact, place) => {
			const instruction = rows[place];
			return instruction && { ...fact, instruction };
		});
	}
}

/** One worker with the rows of one scope, and who hears of it. */
class Copy {
	readonly scope: PoolScope;
	readonly worker: Connection<PoolsApi>;
	hasFailed = false;
	#state: CopyState | undefined;
	readonly #ears = new Set<Ears>();

	constructor(database: Database, scope: PoolScope) {
		this.scope = scope;
		this.worker = connect<PoolsApi>(
			new Worker(new URL('../../../workers/pools/worker.ts', import.meta.url), {
				type: 'module',
				name: 'pools',
			}),
		);
		const { name, version } = database.relaxed.backendDB();
		void this.#follow({ name, version });
	}

	get isHeard(): boolean {
		return this.#ears.size > 0;
	}

	hear(ears: Ears): void {
		this.#ears.add(ears);
		if (this.#state !== undefined) ears.next(this.#state);
	}

	forget(ears: Ears): void {
		this.#ears.delete(ears);
	}

	close(): void {
		this.#ears.clear();
		this.worker.close();
	}

	async #follow(database: { readonly name: string; readonly version: number }): Promise<void> {
		try {
			await this.worker.call(
				'follow',
				{ database, scope: this.scope },
				{
					onItem: (state) => {
						this.#state = state;
						for (const { next } of this.#ears) next(state);
					},
				},
			);
		} catch (thrown) {
			this.hasFailed = true;
			for (const { failed } of this.#ears) failed(thrown);
		}
	}
}
