/** Keys of teachers, in this tab's memory and nowhere else. */
import type { KeySlot } from '../../core/id.ts';

export class KeyRing {
	readonly #keys = new Map<KeySlot, string>();

	/** All of them, for a worker that has none. */
	all(): readonly (readonly [KeySlot, string])[] {
		return [...this.#keys];
	}

	get(slot: KeySlot): string | undefined {
		return this.#keys.get(slot);
	}

	keep(slot: KeySlot, key: string): void {
		this.#keys.set(slot, key);
	}

	drop(slot: KeySlot): void {
		this.#keys.delete(slot);
	}
}
