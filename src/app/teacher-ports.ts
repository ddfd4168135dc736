/** What pages ask of the world about teachers: those the user has saved, their keys, what a test of one finds. */
import type { KeySlot, TeacherId } from '../core/id.ts';
import type { ProbeFinding } from '../core/probe.ts';
import type { SavedTeacher } from '../core/saved-teachers.ts';
import type { OpenAiTeacher } from '../core/teacher.ts';
import type { Live } from './ports/live.ts';

/** Teachers that the user has set up, in this browser; never part of a project's export. */
export interface TeacherBook {
	readonly all: Live<readonly SavedTeacher[]>;
	/** Replaces the one with its id; one without gets an id, one without a name its host. */
	save(teacher: OpenAiTeacher): Promise<SavedTeacher>;
	remove(id: TeacherId): Promise<void>;
}

/** The stored keys of this browser. `open`: this tab has had the passphrase. */
export type KeyStoreState =
	| { readonly kind: 'none' }
	| { readonly kind: 'locked' | 'open'; readonly slots: ReadonlySet<KeySlot> };

/** Keys of teachers: in the memory of this tab and its run engine; stored only encrypted, when the user asks. */
export interface TeacherKeys {
	/** Slots with a key in memory. */
	readonly held: Live<ReadonlySet<KeySlot>>;
	readonly store: Live<KeyStoreState>;
	/** Into memory; '' is the key of a server that asks for none. Where the slot is stored and the store open, stored too. */
	give(slot: KeySlot, key: string): Promise<void>;
	/** A teacher's key at its new slot, from the old one; nothing where none is held. */
	carry(from: KeySlot, to: KeySlot): Promise<void>;
	/** Opens the store for this tab or makes one; throws AppError 'keys/wrong-passphrase', 'keys/weak-passphrase'. */
	open(passphrase: string): Promise<void>;
	/** Stores the key that is held, where the store is open; throws 'keys/locked', 'keys/not-held'. */
	keep(slot: KeySlot): Promise<void>;
	/** Out of the store; in memory it stays. Throws 'keys/locked'. */
	unkeep(slot: KeySlot): Promise<void>;
	/** Takes all stored keys into memory, for as long as the tab lives; throws 'keys/wrong-passphrase'. */
	unlock(passphrase: string): Promise<void>;
	/** Throws 'keys/wrong-passphrase', 'keys/weak-passphrase'. */
	changePassphrase(old: string, fresh: string): Promise<void>;
	/** Deletes the store, without its passphrase; what is in memory stays. */
	forgetStore(): Promise<void>;
	/** Out of memory and, where the store is open, out of it. */
	forget(slot: KeySlot): Promise<void>;
}

/** Tries a teacher out, step by step. */
export interface TeacherProbe {
	/**
	 * Findings as they are made; a later one of a step replaces the earlier. Resolves where nothing more can be known;
	 * rejects with the signal's reason.
	 */
	run(
		teacher: OpenAiTeacher,
		key: string,
		hear: (finding: ProbeFinding) => void,
		signal: AbortSignal,
	): Promise<void>;
}
