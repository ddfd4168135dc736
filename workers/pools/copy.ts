/** The copy of a scope's rows: filled from the database once, then kept as the database is, change by change. */
import type { InstructionId, StudentId } from '../../src/core/id.ts';
import type { Instruction } from '../../src/core/instruction.ts';
import { PoolColumns } from '../../src/core/pools/columns.ts';
import { patched, type PatchSet } from '../../src/core/pools/edit.ts';
import type { CopyState, PoolScope } from '../../src/core/pools/listing.ts';
import type { RowChange } from '../../src/core/pools/row-changes.ts';
import type { Source, StoredVerdict } from './source.ts';

/** Keys read in one transaction. */
const KEYS_AT_ONCE = 500;
/** Runs of a chain at most; of two students of one iteration that of the nearer run is the newer. */
const MOST_RUNS = 1000;

/** Puts into the columns what was read, at once; whether that changed anything. */
type TakeIn = () => boolean;

export class PoolCopy {
	readonly columns: PoolColumns;
	readonly #source: Source;
	readonly #scope: PoolScope;
	readonly #report: (state: CopyState) => void;
	/** Keys of its rows, and of their verdicts, begin with one of these. */
	readonly #prefixes: readonly string[];
	readonly #runs: ReadonlySet<string>;
	#state: CopyState = { read: 0, total: null, isWhole: false, version: 0 };
	#ranks: ReadonlyMap<StudentId, number> = new Map();
	/** Edits whose rows aren't written yet: what is read of these rows is older. */
	#pending: ReadonlyMap<InstructionId, readonly PatchSet[]> = new Map();
	#pendingIds: ReadonlySet<string> = new Set();

	constructor(source: Source, scope: PoolScope, report: (state: CopyState) => void) {
		this.#source = source;
		this.#scope = scope;
		this.#report = report;
		this.columns = new PoolColumns(scope.hard);
		this.#prefixes = [scope.project, ...scope.runs].map((id) => `${id}/`);
		this.#runs = new Set(scope.runs);
	}

	/** Reads everything; changes from before it began need not be told. */
	async fill(): Promise<void> {
		const counting = this.#count();
		(await this.#readStudents())();
		(await this.#readPending())();
		for (const prefix of this.#prefixes)
			for await (const rows of this.#source.beginning('instructions', prefix)) {
				for (const row of rows) this.#put(row);
				this.#tell({ read: this.#state.read + rows.length });
			}
		await counting;
		if (this.#runs.size > 0)
			for (const prefix of this.#prefixes)
				for await (const rows of this.#source.beginning('verdicts', prefix)) {
					for (const row of rows) this.#judge(row);
					this.#tell({});
				}
		this.#tell({ isWhole: true });
	}

	/** Takes in what was told: all of it is read first, so that no list meanwhile has a part of a transaction. */
	async take(changes: readonly RowChange[]): Promise<void> {
		const taken: TakeIn[] = [];
		for (const change of changes) taken.push(await this.#read(change));
		let isChanged = false;
		// In the order of telling: students come before the verdicts on them, rows before their judgement.
		for (const takeIn of taken) isChanged = takeIn() || isChanged;
		if (isChanged) this.#tell({});
	}

	async #read(change: RowChange): Promise<TakeIn> {
		switch (change.table) {
			case 'students':
				return this.#readStudents();
			case 'edits':
				return this.#readPending();
			case 'instructions':
				return 'keys' in change
					? this.#readInstructions(change.keys)
					: this.#readBetween(change.from, change.to);
			case 'verdicts':
				return 'keys' in change
					? this.#readVerdicts(change.keys)
					: this.#readVerdictsBetween(change.from, change.to);
			default:
				return () => false;
		}
	}

	async #count(): Promise<void> {
		let total = 0;
		for (const prefix of this.#prefixes) total += await this.#source.count('instructions', prefix);
		this.#tell({ total });
	}

	async #readStudents(): Promise<TakeIn> {
		const { project, runs } = this.#scope;
		const ranks = new Map<StudentId, number>();
		for (const { id, runId, iteration } of await this.#source.students(project)) {
			const distance = runs.indexOf(runId);
			if (distance >= 0) ranks.set(id, (iteration + 2) * MOST_RUNS - distance);
		}
		return () => {
			this.#ranks = ranks;
			return false;
		};
	}

	/** Changes something where there are edits that it hadn't known. */
	async #readPending(): Promise<TakeIn> {
		const edits = await this.#source.pendingEdits(this.#scope.project);
		return () => {
			const pending = new Map<InstructionId, PatchSet[]>();
			let isNew = false;
			for (const { id: edit, forward } of edits)
				for (const { set, ids } of forward)
					for (const id of ids) {
						const sets = pending.get(id);
						if (sets === undefined) pending.set(id, [set]);
						else sets.push(set);
						if (this.#pendingIds.has(edit)) continue;
						this.columns.patch(id, set);
						isNew = true;
					}
			this.#pending = pending;
			this.#pendingIds = new Set(edits.map(({ id }) => id));
			return isNew;
		};
	}

	#put(row: Instruction): void {
		if (row.runId !== null && !this.#runs.has(row.runId)) return;
		const sets = this.#pending.get(row.id) ?? [];
		this.columns.put(sets.reduce(patched, row));
	}

	#judge(verdict: StoredVerdict): void {
		const rank = this.#ranks.get(verdict.studentId);
		if (rank !== undefined && this.#runs.has(verdict.runId)) this.columns.judge(verdict, rank);
	}

	#ours(keys: readonly string[]): readonly string[] {
		return keys.filter((key) => this.#prefixes.some((prefix) => key.startsWith(prefix)));
	}

	async #readInstructions(keys: readonly string[]): Promise<TakeIn> {
		const ours = this.#ours(keys);
		const rows: (Instruction | undefined)[] = [];
		for (let first = 0; first < ours.length; first += KEYS_AT_ONCE) {
			const some = ours.slice(first, first + KEYS_AT_ONCE);
			rows.push(...(await this.#source.byKeys('instructions', some)));
		}
		return () => {
			for (const [at, row] of rows.entries())
				if (row === undefined) this.columns.remove(ours[at] as InstructionId);
				else this.#put(row);
			return ours.length > 0;
		};
	}

	async #readBetween(from: string, to: string): Promise<TakeIn> {
		const rows = await this.#all('instructions', from, to);
		return () => {
			const gone = new Set(this.columns.ids.filter((id) => id >= from && id <= to));
			let isChanged = gone.size > 0;
			for (const row of rows) {
				gone.delete(row.id);
				if (this.#ours([row.id]).length === 0) continue;
				this.#put(row);
				isChanged = true;
			}
			for (const id of gone) this.columns.remove(id);
			return isChanged;
		};
	}

	async #readVerdicts(keys: readonly string[]): Promise<TakeIn> {
		const ours = this.#ours(keys);
		const rows: (StoredVerdict | undefined)[] = [];
		for (let first = 0; first < ours.length; first += KEYS_AT_ONCE) {
			const some = ours.slice(first, first + KEYS_AT_ONCE);
			rows.push(...(await this.#source.byKeys('verdicts', some)));
		}
		return () => {
			for (const row of rows) if (row !== undefined) this.#judge(row);
			return ours.length > 0;
		};
	}

	async #readVerdictsBetween(from: string, to: string): Promise<TakeIn> {
		const rows = await this.#all('verdicts', from, to);
		return () => {
			for (const row of rows) this.#judge(row);
			return true;
		};
	}

	async #all<Table extends 'instructions' | 'verdicts'>(table: Table, from: string, to: string) {
		const rows = [];
		for await (const some of this.#source.between(table, from, to)) rows.push(...some);
		return rows;
	}

	#tell(news: Partial<CopyState>): void {
		this.#state = { ...this.#state, ...news, version: this.#state.version + 1 };
		this.#report(this.#state);
	}
}
