/** One reply of a chat: waiting, coming, done, stopped or failed. */
import { follow, type ReplySoFar, type TokenCount } from '../../app/chat.ts';
import { assertNever, codeOf } from '../../core/error.ts';

export type ReplyState =
	| { readonly kind: 'waiting' }
	| { readonly kind: 'answering' }
	| { readonly kind: 'done' }
	| { readonly kind: 'stopped' }
	| { readonly kind: 'failed'; readonly error: unknown };

export class Reply {
	#state = $state.raw<ReplyState>({ kind: 'waiting' });
	#soFar = $state.raw<ReplySoFar>({ text: '', firstMs: null, ms: 0 });
	#counted = $state.raw<TokenCount | null>(null);

	get state(): ReplyState {
		return this.#state;
	}
	get soFar(): ReplySoFar {
		return this.#soFar;
	}
	/** null before it is done, or where the model doesn't tell. */
	get counted(): TokenCount | null {
		return this.#counted;
	}
	get isOver(): boolean {
		return this.#state.kind !== 'waiting' && this.#state.kind !== 'answering';
	}
	/** What later turns may go by; null of a failed or unfinished one. */
	get kept(): string | null {
		switch (this.#state.kind) {
			case 'done':
			case 'stopped':
				return this.#soFar.text;
			case 'waiting':
			case 'answering':
			case 'failed':
				return null;
			default:
				return assertNever(this.#state);
		}
	}

	/** Follows the pieces to their end; `count` is asked for the tokens then. Never rejects. */
	async hear(
		pieces: () => AsyncIterable<string> | Promise<AsyncIterable<string>>,
		signal: AbortSignal,
		count?: (text: string) => Promise<TokenCount | null>,
	): Promise<void> {
		this.#state = { kind: 'answering' };
		try {
			for await (const soFar of follow(await pieces(), () => performance.now()))
				this.#soFar = soFar;
			if (count !== undefined) this.#counted = await count(this.#soFar.text);
			this.#state = { kind: 'done' };
		} catch (error) {
			const isStopped = signal.aborted || codeOf(error) === 'aborted';
			this.#state = isStopped ? { kind: 'stopped' } : { kind: 'failed', error };
		}
	}
}
