/** The commands to one run, what went wrong with the last one, and whether another tab holds the run. */
import type { RunEngine } from '../../app/ports.ts';
import { codeOf } from '../../core/error.ts';
import type { ProjectId, RunId } from '../../core/id.ts';

const HELD_ELSEWHERE = 'run/held-elsewhere';

export class LoopControl {
	#failure = $state.raw<unknown>(undefined);
	#isHeldElsewhere = $state(false);
	readonly #engine: RunEngine;
	readonly #run: RunId;

	constructor(engine: RunEngine, run: RunId) {
		this.#engine = engine;
		this.#run = run;
	}

	/** Of the last command; undefined when it was taken. */
	get failure(): unknown {
		return this.#failure;
	}
	get isHeldElsewhere(): boolean {
		return this.#isHeldElsewhere;
	}

	start(): Promise<void> {
		return this.#tell(() => this.#engine.start(this.#run));
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
	/** Gives the key and goes on. */
	giveKey(project: ProjectId, key: string): Promise<void> {
		return this.#tell(async () => {
			await this.#engine.giveKey(project, key);
			await this.#engine.start(this.#run);
		});
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
			this.#isHeldElsewhere = codeOf(failure) === HELD_ELSEWHERE;
			this.#failure = this.#isHeldElsewhere ? undefined : failure;
		}
	}
}
