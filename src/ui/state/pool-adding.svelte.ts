/** One question of the chat on its way into a pool: once at most, and what became of it. */
import type { AddedRow } from '../../app/pool-ports.ts';
import type { AddOutcome } from '../../app/save-instruction.ts';
import type { RunId } from '../../core/id.ts';
import type { Project } from '../../core/project.ts';

/** Where the row stands, or the one that it is too near to. */
export type PoolPlace = { readonly project: Project; readonly run: RunId | null };
export type PoolAddingState =
	| { readonly kind: 'none' | 'adding' | 'no-project' | 'taken-back' }
	| { readonly kind: 'failed'; readonly error: unknown }
	| (AddOutcome & PoolPlace);

export class PoolAdding {
	#state = $state.raw<PoolAddingState>({ kind: 'none' });
	#failure = $state.raw<unknown>();

	get state(): PoolAddingState {
		return this.#state;
	}
	/** Why it could not be taken back; the row is there still. */
	get failure(): unknown {
		return this.#failure;
	}

	/** Never rejects; does nothing while it is under way, or where the row is there. undefined: there is no project. */
	async add(work: () => Promise<(AddOutcome & PoolPlace) | undefined>): Promise<void> {
		if (this.#state.kind === 'adding' || this.#state.kind === 'added') return;
		this.#state = { kind: 'adding' };
		try {
			this.#state = (await work()) ?? { kind: 'no-project' };
		} catch (error) {
			this.#state = { kind: 'failed', error };
		}
	}

	/** Never rejects. */
	async takeBack(work: (added: AddedRow) => Promise<void>): Promise<void> {
		if (this.#state.kind !== 'added') return;
		this.#failure = undefined;
		try {
			await work(this.#state);
			this.#state = { kind: 'taken-back' };
		} catch (failure) {
			this.#failure = failure;
		}
	}
}
