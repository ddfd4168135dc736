/** A teacher's key as it is being given, and whether it shall be stored; gone once it is taken. */
import { firstValue } from '../../app/live.ts';
import type { KeyStoreState, TeacherKeys } from '../../app/teacher-ports.ts';
import type { KeySlot } from '../../core/id.ts';

export class KeyDraft {
	key = $state('');
	passphrase = $state('');
	#wish = $state<boolean>();

	/** What is typed; null where nothing is. */
	get typed(): string | null {
		return this.key.trim() === '' ? null : this.key.trim();
	}

	/** Whether the key is to be stored: what the user said, else what is. */
	keeps(slot: KeySlot, store: KeyStoreState | undefined): boolean {
		return this.#wish ?? isStored(slot, store);
	}

	wish(on: boolean): void {
		this.#wish = on;
	}

	/** Whether a passphrase must be given first. */
	needsPassphrase(slot: KeySlot, store: KeyStoreState | undefined): boolean {
		if (store?.kind === 'open') return false;
		const changes = this.typed !== null || !isStored(slot, store);
		return this.keeps(slot, store) && changes;
	}

	/** Opens the store where that is needed, before anything is saved; throws AppError 'keys/…'. */
	async prepare(keys: TeacherKeys, slot: KeySlot, store: KeyStoreState | undefined): Promise<void> {
		if (this.needsPassphrase(slot, store)) await keys.open(this.passphrase);
	}

	/** For a run that is about to start: nothing typed, held or stored is the key of a server that asks for none. */
	async applyAtStart(keys: TeacherKeys, slot: KeySlot): Promise<void> {
		const [held, store] = await Promise.all([firstValue(keys.held), firstValue(keys.store)]);
		if (this.typed === null && !held.has(slot) && !isStored(slot, store)) await keys.give(slot, '');
		await this.apply(keys, slot, store);
	}

	/** Takes the key into memory, and into or out of the store. Throws AppError 'keys/…'. */
	async apply(keys: TeacherKeys, slot: KeySlot, store: KeyStoreState | undefined): Promise<void> {
		const { typed } = this;
		const keeps = this.keeps(slot, store);
		if (typed !== null) await keys.give(slot, typed);
		if (keeps && (typed !== null || !isStored(slot, store))) await keys.keep(slot);
		if (!keeps && isStored(slot, store)) await keys.unkeep(slot);
		this.key = '';
		this.passphrase = '';
		this.#wish = undefined;
	}
}

function isStored(slot: KeySlot, store: KeyStoreState | undefined): boolean {
	return store !== undefined && store.kind !== 'none' && store.slots.has(slot);
}
