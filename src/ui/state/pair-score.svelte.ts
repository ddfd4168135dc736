/** The referee's scores of one turn of the chat: asked for by hand, and gone with the turn. */
import type { OrderVerdict, ScoredPair } from '../../app/score-pair.ts';
import { codeOf } from '../../core/error.ts';

export type PairScoreState =
	| { readonly kind: 'none' }
	| { readonly kind: 'asking' }
	| { readonly kind: 'scored'; readonly scored: ScoredPair }
	| { readonly kind: 'failed'; readonly error: unknown };

export class PairScore {
	#state = $state.raw<PairScoreState>({ kind: 'none' });
	/** As they last came; those that can't be read are asked for again. */
	#known: readonly OrderVerdict[] = [];
	#stopping = new AbortController();

	get state(): PairScoreState {
		return this.#state;
	}

	/** Never rejects; one at a time. */
	async ask(
		score: (known: readonly OrderVerdict[], signal: AbortSignal) => Promise<ScoredPair>,
	): Promise<void> {
		if (this.#state.kind === 'asking') return;
		const before = this.#state;
		const { signal } = (this.#stopping = new AbortController());
		this.#state = { kind: 'asking' };
		try {
			const scored = await score(this.#known, signal);
			this.#known = scored.verdicts;
			this.#state = { kind: 'scored', scored };
		} catch (error) {
			const isStopped = signal.aborted || codeOf(error) === 'aborted';
			this.#state = isStopped ? before : { kind: 'failed', error };
		}
	}

	stop(): void {
		this.#stopping.abort();
	}
}
