/** The keys of this tab, and of this browser where the user has them stored under a passphrase. */
import type { Live } from '../../app/ports/live.ts';
import type { KeyStoreState, TeacherKeys } from '../../app/teacher-ports.ts';
import { AppError } from '../../core/error.ts';
import type { KeySlot } from '../../core/id.ts';
import type { KeyRing } from '../system/key-ring.ts';
import {
	readSealed,
	seal,
	type Sealed,
	type Secret,
	secretOf,
	newSecret,
	unseal,
} from './sealing.ts';

/** One text in this browser, the same for all its tabs. */
export type SealedText = {
	read(): Promise<string | undefined>;
	/** undefined deletes it. */
	write(text: string | undefined): Promise<void>;
	readonly live: Live<string | undefined>;
};
type Parts = {
	readonly ring: KeyRing;
	/** Hands a key on to the run engine; null takes it back. */
	readonly hand: (slot: KeySlot, key: string | null) => Promise<void>;
	readonly text: SealedText;
	/** Lets one tab at a time read and write the store. */
	readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
};
type Keys = Map<string, string>;

export class StoredTeacherKeys implements TeacherKeys {
	readonly #parts: Parts;
	readonly #heldListeners = new Set<(held: ReadonlySet<KeySlot>) => void>();
	readonly #storeListeners = new Set<() => void>();
	#secret: Secret | undefined;

	constructor(parts: Parts) {
		this.#parts = parts;
	}

	readonly held: Live<ReadonlySet<KeySlot>> = {
		subscribe: (next) => {
			this.#heldListeners.add(next);
			next(this.#heldNow());
			return { unsubscribe: () => void this.#heldListeners.delete(next) };
		},
	};

	readonly store: Live<KeyStoreState> = {
		subscribe: (next, failed) => {
			let text: string | undefined;
			let isRead = false;
			const tell = () => {
				if (isRead) next(this.#stateOf(text));
			};
			this.#storeListeners.add(tell);
			const subscription = this.#parts.text.live.subscribe((value) => {
				[text, isRead] = [value, true];
				tell();
			}, failed);
			return {
				unsubscribe: () => {
					this.#storeListeners.delete(tell);
					subscription.unsubscribe();
				},
			};
		},
	};

	async give(slot: KeySlot, key: string): Promise<void> {
		await this.#hold(slot, key);
		await this.#change((keys) => (keys.has(slot) ? keys.set(slot, key) : undefined), 'if-open');
	}

	async carry(from: KeySlot, to: KeySlot): Promise<void> {
		const key = this.#parts.ring.get(from);
		if (key === undefined || from === to) return;
		await this.#hold(to, key);
		await this.#change((keys) => (keys.has(from) ? keys.set(to, key) : undefined), 'if-open');
	}

	async open(passphrase: string): Promise<void> {
		if ((await this.#sealed()) === undefined) this.#secret = await newSecret(passphrase);
		else await this.unlock(passphrase);
	}

	async keep(slot: KeySlot): Promise<void> {
		const key = this.#parts.ring.get(slot);
		if (key === undefined)
			throw new AppError('keys/not-held', 'There is no key in this tab to be stored.');
		await this.#change((keys) => keys.set(slot, key));
	}

	async unkeep(slot: KeySlot): Promise<void> {
		await this.#change((keys) => (keys.delete(slot) ? keys : undefined));
	}

	async unlock(passphrase: string): Promise<void> {
		const sealed = await this.#sealed();
		if (sealed === undefined) return;
		const secret = await secretOf(passphrase, sealed.kdf);
		const keys = await unseal(sealed, secret);
		this.#secret = secret;
		// What was given in this tab is newer than what is stored.
		for (const [slot, key] of keys)
			if (this.#parts.ring.get(slot as KeySlot) === undefined)
				await this.#hold(slot as KeySlot, key);
		this.#tellStore();
	}

	async changePassphrase(old: string, fresh: string): Promise<void> {
		await this.#parts.alone(async () => {
			const sealed = await this.#sealed();
			if (sealed === undefined) return;
			const keys = await unseal(sealed, await secretOf(old, sealed.kdf));
			this.#secret = await newSecret(fresh);
			await this.#write(keys, this.#secret);
		});
	}

	async forgetStore(): Promise<void> {
		this.#secret = undefined;
		await this.#parts.text.write(undefined);
		this.#tellStore();
	}

	async forget(slot: KeySlot): Promise<void> {
		this.#parts.ring.drop(slot);
		this.#tellHeld();
		await this.#parts.hand(slot, null);
		await this.#change((keys) => (keys.delete(slot) ? keys : undefined), 'if-open');
	}

	/** Writes what `change` makes of the stored keys; undefined leaves them as they are. */
	#change(change: (keys: Keys) => Keys | undefined, when: 'always' | 'if-open' = 'always') {
		return this.#parts.alone(async () => {
			const sealed = await this.#sealed();
			const secret = this.#secret;
			if (secret === undefined || (sealed !== undefined && !isOf(secret, sealed))) {
				if (when === 'if-open') return;
				throw new AppError('keys/locked', 'The stored keys are locked: give their passphrase.');
			}
			if (sealed === undefined && when === 'if-open') return;
			const keys = change(
				sealed === undefined ? new Map<string, string>() : await unseal(sealed, secret),
			);
			if (keys !== undefined) await this.#write(keys, secret);
		});
	}

	/** A store without keys is none. */
	async #write(keys: Keys, secret: Secret): Promise<void> {
		const text = keys.size === 0 ? undefined : JSON.stringify(await seal(keys, secret));
		if (text === undefined) this.#secret = undefined;
		await this.#parts.text.write(text);
		this.#tellStore();
	}

	async #sealed(): Promise<Sealed | undefined> {
		const text = await this.#parts.text.read();
		return text === undefined ? undefined : readSealed(text);
	}

	async #hold(slot: KeySlot, key: string): Promise<void> {
		this.#parts.ring.keep(slot, key);
		this.#tellHeld();
		await this.#parts.hand(slot, key);
	}

	#stateOf(text: string | undefined): KeyStoreState {
		if (text === undefined) return { kind: 'none' };
		const sealed = readable(text);
		const slots = new Set((sealed?.slots ?? []) as KeySlot[]);
		const isOpen = this.#secret !== undefined && sealed !== null && isOf(this.#secret, sealed);
		return { kind: isOpen ? 'open' : 'locked', slots };
	}

	#heldNow(): ReadonlySet<KeySlot> {
		return new Set(this.#parts.ring.all().map(([slot]) => slot));
	}

	#tellHeld(): void {
		for (const tell of this.#heldListeners) tell(this.#heldNow());
	}

	#tellStore(): void {
		for (const tell of this.#storeListeners) tell();
	}
}

/** Another tab may have changed the passphrase, and the salt with it. */
function isOf(secret: Secret, { kdf }: Sealed): boolean {
	return secret.kdf.salt === kdf.salt;
}

/** null where `unlock` will say what is wrong with it. */
function readable(text: string): Sealed | null {
	try {
		return readSealed(text);
	} catch (thrown) {
		if (thrown instanceof AppError) return null;
		throw thrown;
	}
}
