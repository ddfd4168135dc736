/** Which rows are selected, over all that scrolls and narrows the list. */
import type { InstructionId } from '../../core/id.ts';
import { NONE_SELECTED, together, toggledIn, type Selected } from './selected.ts';

export class PoolsSelection {
	#ids = $state.raw<Selected>(NONE_SELECTED);

	get ids(): Selected {
		return this.#ids;
	}
	get size(): number {
		return this.#ids.size;
	}
	has(id: InstructionId): boolean {
		return this.#ids.has(id);
	}

	toggle(id: InstructionId): void {
		this.#ids = toggledIn(this.#ids, id);
	}

	add(ids: readonly InstructionId[]): void {
		this.#ids = together(this.#ids, ids);
	}

	/** These and no others. */
	set(ids: readonly InstructionId[]): void {
		this.#ids = together(NONE_SELECTED, ids);
	}

	clear(): void {
		this.#ids = NONE_SELECTED;
	}
}
