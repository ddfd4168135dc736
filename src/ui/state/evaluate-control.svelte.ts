/** Evaluating one student on one set: under way, at rest, or failed. */
import type { RunEngine } from '../../app/ports/run-engine.ts';
import { codeOf } from '../../core/error.ts';
import type { RunId, StudentId } from '../../core/id.ts';
import type { Score } from '../../core/run.ts';

export type EvaluateOrder = {
	readonly run: RunId;
	readonly student: StudentId;
	readonly set: Score['set'];
};
export type EvaluateState =
	| { readonly kind: 'idle' }
	| { readonly kind: 'running'; readonly order: EvaluateOrder }
	| { readonly kind: 'failed'; readonly order: EvaluateOrder; readonly error: unknown };

export class EvaluateControl {
	#state = $state.raw<EvaluateState>({ kind: 'idle' });
	readonly #engine: Pick<RunEngine, 'evaluate' | 'pause'>;

	constructor(engine: Pick<RunEngine, 'evaluate' | 'pause'>) {
		this.#engine = engine;
	}

	get state(): EvaluateState {
		return this.#state;
	}

	/** Resolves when the score is there, it was paused, or it failed. Never rejects. */
	async evaluate(order: EvaluateOrder): Promise<void> {
		if (this.#state.kind === 'running') return;
		this.#state = { kind: 'running', order };
		try {
			await this.#engine.evaluate(order.run, order.student, order.set);
			this.#state = { kind: 'idle' };
		} catch (error) {
			this.#state =
				codeOf(error) === 'aborted' ? { kind: 'idle' } : { kind: 'failed', order, error };
		}
	}

	/** What is judged by then is kept; another evaluation goes on from there. */
	async pause(run: RunId): Promise<void> {
		await this.#engine.pause(run);
	}
}
