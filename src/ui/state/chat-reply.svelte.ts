/** One reply of a chat: waiting, coming, done, stopped or failed. */
import { follow, type ReplySoFar, type TokenCount } from '../../app/chat.ts';
import type { LoadedStudent, ReplyFacts } from '../../app/ports/student-engine.ts';
import type { Message } from '../../core/call.ts';
import { assertNever, codeOf } from '../../core/error.ts';

export type ReplyState =
	| { readonly kind: 'waiting' }
	| { readonly kind: 'answering' }
	| { readonly kind: 'done' }
	| { readonly kind: 'stopped' }
	| { readonly kind: 'failed'; readonly error: unknown };

/** What a student's engine tells of a whole reply. */
export type ReplyCount = TokenCount & {
	/** null: it doesn't measure itself. */
	readonly facts: ReplyFacts | null;
	readonly ranOn: Pick<LoadedStudent, 'engine' | 'device' | 'origin'> | null;
};
type Sent = {
	readonly turns: readonly Message[];
	/** Earlier questions that had no room any more. */
	readonly leftOut: number;
};

export class Reply {
	#state = $state.raw<ReplyState>({ kind: 'waiting' });
	#soFar = $state.raw<ReplySoFar>({ text: '', firstMs: null, ms: 0 });
	#counted = $state.raw<ReplyCount | null>(null);
	#sent = $state.raw<Sent>({ turns: [], leftOut: 0 });

	get state(): ReplyState {
		return this.#state;
	}
	get soFar(): ReplySoFar {
		return this.#soFar;
	}
	/** null before it is done, or where the model doesn't tell. */
	get counted(): ReplyCount | null {
		return this.#counted;
	}
	/** What the model was sent. */
	get sent(): readonly Message[] {
		return this.#sent.turns;
	}
	get leftOut(): number {
		return this.#sent.leftOut;
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

	note(sent: Sent): void {
		this.#sent = sent;
	}

	/** Follows the pieces to their end; `count` is asked for the tokens then. Never rejects. */
	async hear(
		pieces: () => AsyncIterable<string> | Promise<AsyncIterable<string>>,
		signal: AbortSignal,
		count?: (text: string) => Promise<ReplyCount | null>,
	): Promise<void> {
		this.#state = { kind: 'answering' };
		try {
			signal.throwIfAborted();
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
