/** The rows of a project in memory, listed by the product's own columns and edited by its own patches. */
import type {
	LastEdit,
	ListedRow,
	NewText,
	PoolEdits,
	PoolMirror,
} from '../../src/app/pool-ports.ts';
import type { PoolRow } from '../../src/app/ports/library.ts';
import { AppError } from '../../src/core/error.ts';
import { editedId, type InstructionId } from '../../src/core/id.ts';
import { isDeleted, type Instruction } from '../../src/core/instruction.ts';
import { PoolColumns } from '../../src/core/pools/columns.ts';
import { patched, planAdd, planEdit, planText, type Change } from '../../src/core/pools/edit.ts';
import type { Difficulty, Place } from '../../src/core/pools/filter.ts';
import type { CopyState } from '../../src/core/pools/listing.ts';
import { nearestText } from '../../src/core/pools/near.ts';
import { PoolViews } from '../../src/core/pools/view.ts';
import { VERDICT_ORDERS } from '../../src/core/verdict.ts';
import { LiveCell } from './live-cell.ts';

const lastOf = ({ edit }: { readonly edit: LastEdit }) => edit;

export class MemoryPools {
	readonly state: LiveCell<CopyState>;
	/** Lists that were asked for. */
	lists = 0;
	/** Thrown by the next edit. */
	refusal: AppError | undefined;
	readonly rows = new Map<InstructionId, Instruction>();
	readonly #columns = new PoolColumns({ threshold: 1, hardRule: 'mean' });
	readonly #views = new PoolViews(this.#columns);
	readonly #kept: Uint32Array[] = [];
	readonly #done: { readonly edit: LastEdit; readonly change: Change }[] = [];
	readonly #last = new LiveCell<LastEdit | undefined>(undefined);

	constructor(rows: readonly PoolRow[], state: Partial<CopyState> = {}) {
		const { length } = rows;
		this.state = new LiveCell({ read: length, total: length, isWhole: true, version: 1, ...state });
		for (const { instruction, difficulty, judged } of rows) {
			this.put(instruction);
			if (judged === null) continue;
			const scores = difficulty === null ? null : { teacher: 10, student: 10 - difficulty };
			for (const order of VERDICT_ORDERS)
				this.#columns.judge({ instructionId: instruction.id, order, scores }, 0);
		}
	}

	readonly mirror: PoolMirror = {
		follow: () => this.state,
		firstRows: (_project, count) =>
			Promise.resolve([...this.rows.keys()].slice(0, count).flatMap((id) => this.#row(id) ?? [])),
		list: (filter) => {
			this.lists++;
			const { slots, counts } = this.#views.viewOf(filter);
			const view = this.#kept.push(slots) - 1;
			return Promise.resolve({ view, found: slots.length, total: this.#columns.inUse, counts });
		},
		rows: async (view, first, count) =>
			(await this.mirror.ids(view, first, count)).map((id) => this.#row(id)),
		row: (id) => Promise.resolve(this.#row(id)),
		ids: (view, first, count) =>
			Promise.resolve(
				Array.from(
					this.#kept[view]?.slice(first, first + count) ?? [],
					(slot) => this.#columns.ids[slot] as InstructionId,
				),
			),
		placeOf: (view, id) =>
			Promise.resolve(this.#kept[view]?.indexOf(this.#columns.slotOf(id) ?? -1) ?? -1),
		nearest: (text, among) => {
			const wanted = among === 'scored' ? ['heldOut', 'development'] : ['pool'];
			const rows = [...this.rows.values()].filter(
				(row) => wanted.includes(row.split) && !isDeleted(row),
			);
			const near = nearestText(
				text,
				rows.map(({ instruction }) => instruction.toLowerCase()),
			);
			const id = near && rows[near.place]?.id;
			return Promise.resolve(id === undefined ? null : { id, rougeL: near?.rougeL ?? 0 });
		},
	};

	readonly edits: PoolEdits = {
		edit: async (_project, ids, wish) => {
			await this.#refuse();
			const rows = ids.flatMap((id) => this.rows.get(id) ?? []);
			const change = planEdit(rows, wish, 900);
			if (change === undefined) return 0;
			const count = change.forward[0]?.ids.length ?? 0;
			const word = 'tag' in wish ? wish.tag : 'skill' in wish ? (wish.skill ?? '') : '';
			this.#do({ edit: { id: String(this.#done.length), kind: wish.kind, word, count }, change });
			return count;
		},
		rewrite: async (id, text: NewText) => {
			await this.#refuse();
			const old = this.rows.get(id);
			if (old === undefined) throw new AppError('pool/unknown', id);
			const { row, ...change } = planText(old, { ...text, id: editedId(id, 1) }, 900);
			this.put(row);
			this.#do({
				edit: { id: String(this.#done.length), kind: 'text', word: '', count: 1 },
				change,
			});
			return row;
		},
		add: async (project, text) => {
			await this.#refuse();
			const { row, ...change } = planAdd(project, { ...text, order: this.rows.size }, 900);
			this.put(row);
			const edit = String(this.#done.length);
			this.#do({ edit: { id: edit, kind: 'add', word: '', count: 1 }, change });
			return { row, edit };
		},
		undo: async () => {
			await this.#refuse();
			const last = this.#done.pop();
			if (last !== undefined) this.#apply(last.change.backward);
			return last && lastOf(last);
		},
		last: () => this.#last,
		settle: () => Promise.resolve(),
	};

	#refuse(): Promise<void> {
		const { refusal } = this;
		this.refusal = undefined;
		return refusal === undefined ? Promise.resolve() : Promise.reject(refusal);
	}

	#do(done: { readonly edit: LastEdit; readonly change: Change }): void {
		this.#done.push(done);
		this.#apply(done.change.forward);
	}

	#apply(patches: Change['forward']): void {
		for (const { set, ids } of patches)
			for (const id of ids) {
				const row = this.rows.get(id);
				if (row !== undefined) this.put(patched(row, set));
			}
		const last = this.#done.at(-1);
		this.#last.set(last && lastOf(last));
		this.state.set({ ...this.state.value, version: this.state.value.version + 1 });
	}

	put(row: Instruction): void {
		this.rows.set(row.id, row);
		this.#columns.put(row);
	}

	#row(id: InstructionId): ListedRow | undefined {
		const slot = this.#columns.slotOf(id);
		const instruction = this.rows.get(id);
		if (slot === undefined || instruction === undefined) return undefined;
		const { facets, judgements } = this.#columns;
		const [teacher, student] = [judgements.teacher(slot), judgements.student(slot)];
		return {
			id,
			instruction,
			number: this.#views.ordering.numbers[slot] ?? slot + 1,
			places: facets.places.at(slot) as readonly Place[],
			difficulty: facets.difficulties.at(slot)[0] as Difficulty,
			scores: Number.isNaN(teacher - student) ? null : { teacher, student },
		};
	}
}
