/** The commands to one run, what went wrong with the last one, and whether another tab holds the run. */
import type { RunEngine } from '../../app/ports/run-engine.ts';
import { CALLS_FAILED } from '../../app/run/candidate-replies.ts';
import { codeOf } from '../../core/error.ts';
import type { RunId } from '../../core/id.ts';
import type { RunState } from '../../core/run.ts';

const HELD_ELSEWHERE = 'run/held-elsewhere';
/** Troubles made of calls that failed one by one: going on asks those again, which the ledger has as failed for good. */
const ASKED_AGAIN: ReadonlySet<string> = new Set([CALLS_FAILED, 'teacher/unreachable']);

export class LoopControl {
	#failure = $state.raw<unknown>(undefined);
	#isHeldElsewhere = $state(false);
	readonly #engine: RunEngine;
	readonly #run: RunId;
	readonly #state: () => RunState;

	/** `state`: what is stored of the run now. */
	constructor(engine: RunEngine, run: RunId, state: () => RunState) {
		this.#engine = engine;
		this.#run = run;
		this.#state = state;
	}

	/** Of the last command; undefined when it was taken. */
	get failure(): unknown {
		return this.#failure;
	}
	/** Only while the run is running: one that has come to rest is nobody's, and can be taken up here. */
	get isHeldElsewhere(): boolean {
		return this.#isHeldElsewhere && this.#isRunning;
	}

	/** Begins or goes on. */
	start(): Promise<void> {
		const state = this.#state();
		const asksAgain = state.kind === 'paused' && ASKED_AGAIN.has(state.code ?? '');
		return asksAgain ? this.retryFailed() : this.#tell(() => this.#engine.start(this.#run));
	}
	pause(): Promise<void> {
		return this.#tell(() => this.#engine.pause(this.#run));
	}
	step(): Promise<void> {
		return this.#tell(() => this.#engine.step(this.#run));
	}
	stop(): Promise<void> {
		return this.#tell(() => this.#engine.stop(this.#run));
	}
	retryFailed(): Promise<void> {
		return this.#tell(() => this.#engine.retryFailed(this.#run));
	}
	/** Any other work whose failure belongs in the same place. */
	attempt(work: () => Promise<void>): Promise<void> {
		return this.#tell(work);
	}

	async #tell(command: () => Promise<void>): Promise<void> {
		try {
			await command();
			this.#failure = undefined;
			this.#isHeldElsewhere = false;
		} catch (failure) {
			const isHeld = codeOf(failure) === HELD_ELSEWHERE && this.#isRunning;
			this.#isHeldElsewhere = isHeld;
			this.#failure = isHeld ? undefined : failure;
		}
	}

	get #isRunning(): boolean {
		return this.#state().kind === 'running';
	}
}
