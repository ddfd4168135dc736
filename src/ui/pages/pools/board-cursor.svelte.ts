/** Where the keys act in the list, and what they select from there. */
import type { InstructionId } from '../../../core/id.ts';
import type { PoolsList } from '../../state/pools-list.svelte.ts';
import type { PoolsSelection } from '../../state/pools-selection.svelte.ts';
import type { Selected } from '../../state/selected.ts';

export class BoardCursor {
	/** −1: nowhere yet. */
	#place = $state(-1);
	/** Where a range begins: the row that was selected last. */
	#anchor = 0;
	/** The selection that was made of all that was listed. */
	#all = $state.raw<Selected>();
	readonly #list: PoolsList;
	readonly #selection: PoolsSelection;

	constructor(list: PoolsList, selection: PoolsSelection) {
		this.#list = list;
		this.#selection = selection;
	}

	get place(): number {
		return this.#place;
	}
	/** Whether all that is listed is selected. */
	get isAll(): boolean {
		return this.#all !== undefined && this.#all === this.#selection.ids;
	}

	move(place: number): void {
		this.#place = place;
	}

	/** To the row, wherever it stands now. */
	async goTo(id: InstructionId): Promise<void> {
		this.#place = await this.#list.placeOf(id);
	}

	/** One row, in or out; or all from the one before to this one. */
	async select(place: number, isRange: boolean): Promise<void> {
		if (place < 0) return;
		this.#place = place;
		if (isRange) {
			const [first, last] = [Math.min(this.#anchor, place), Math.max(this.#anchor, place)];
			this.#selection.add(await this.#list.idsFrom(first, last - first + 1));
			return;
		}
		this.#anchor = place;
		const id = await this.#list.idAt(place);
		if (id !== undefined) this.#selection.toggle(id);
	}

	/** All that is listed; again: none. */
	async selectAll(): Promise<void> {
		if (this.isAll) {
			this.#selection.clear();
			return;
		}
		const found = this.#list.listing?.found ?? 0;
		this.#selection.set(await this.#list.idsFrom(0, found));
		this.#all = this.#selection.ids;
	}
}
