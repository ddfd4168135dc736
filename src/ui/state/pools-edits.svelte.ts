/** Editing a project's rows from the page: what is under way, what went wrong, what could be taken back. */
import { LiveValue } from './live.svelte.ts';
import type { LastEdit, PoolEdits, PoolMirror, Settling } from '../../app/pool-ports.ts';
import { saveInstruction, type EditedInstruction } from '../../app/save-instruction.ts';
import type { InstructionId, ProjectId } from '../../core/id.ts';
import type { Instruction } from '../../core/instruction.ts';
import type { Wish } from '../../core/pools/edit.ts';

/** What was done last, to be said in a line. */
export type Done =
	| { readonly kind: 'edited'; readonly wish: Wish; readonly count: number }
	| { readonly kind: 'undone'; readonly edit: LastEdit | undefined };

export class PoolsEdits {
	#done = $state.raw<Done>();
	#failure = $state.raw<unknown>();
	#settling = $state.raw<Settling>();
	#isBusy = $state.raw(false);
	readonly #edits: PoolEdits;
	readonly #mirror: PoolMirror;
	readonly #project: ProjectId;
	readonly #last: LiveValue<LastEdit | undefined>;

	constructor(
		{ edits, mirror }: { readonly edits: PoolEdits; readonly mirror: PoolMirror },
		project: ProjectId,
	) {
		this.#edits = edits;
		this.#mirror = mirror;
		this.#project = project;
		this.#last = new LiveValue(edits.last(project));
		// What a closed tab has left unwritten.
		void this.#settle();
	}

	get done(): Done | undefined {
		return this.#done;
	}
	get failure(): unknown {
		return this.#failure;
	}
	/** Rows of an edit that are being written; undefined: none. */
	get settling(): Settling | undefined {
		return this.#settling;
	}
	get isBusy(): boolean {
		return this.#isBusy;
	}
	/** What undo would take back. */
	get last(): LastEdit | undefined {
		return this.#last.value;
	}

	/** Whether it was done. */
	apply(ids: readonly InstructionId[], wish: Wish): Promise<boolean> {
		return this.#do(async () => {
			const count = await this.#edits.edit(this.#project, ids, wish);
			this.#done = { kind: 'edited', wish, count };
		});
	}

	/** The row that now stands for the instruction; throws why it could not be saved, for the form to say. */
	async save(row: Instruction, edited: EditedInstruction): Promise<Instruction> {
		this.forget();
		return saveInstruction({ mirror: this.#mirror, edits: this.#edits }, row, edited);
	}

	undo(): Promise<boolean> {
		return this.#do(async () => {
			this.#done = { kind: 'undone', edit: await this.#edits.undo(this.#project) };
		});
	}

	/** Takes away what is said of the last edit. */
	forget(): void {
		this.#done = undefined;
		this.#failure = undefined;
	}

	close(): void {
		this.#last.close();
	}

	async #do(work: () => Promise<void>): Promise<boolean> {
		if (this.#isBusy) return false;
		this.#isBusy = true;
		this.forget();
		try {
			await work();
			return true;
		} catch (failure) {
			this.#failure = failure;
			return false;
		} finally {
			this.#isBusy = false;
			void this.#settle();
		}
	}

	async #settle(): Promise<void> {
		try {
			await this.#edits.settle(this.#project, (now) => {
				this.#settling = now;
			});
		} catch (failure) {
			this.#failure = failure;
		} finally {
			this.#settling = undefined;
		}
	}
}
