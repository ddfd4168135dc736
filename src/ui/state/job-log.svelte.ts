/** What the trainer says of one job: its events from the first on, live until it ends. */
import type { Trainer, TrainerEvent } from '../../app/ports/trainer.ts';
import { codeOf } from '../../core/error.ts';

/** Pages show live numbers twice a second at most. */
const FLUSH_MS = 500;
/** More than a screen can use; a long job's oldest lines give way. */
const MAX_EVENTS = 5000;

export class JobLog {
	#events = $state.raw<readonly TrainerEvent[]>([]);
	#failure = $state.raw<unknown>();
	#isLive = $state(false);
	#waiting: TrainerEvent[] = [];
	#timer: ReturnType<typeof setTimeout> | undefined;
	#abort: AbortController | undefined;

	/** Oldest first. */
	get events(): readonly TrainerEvent[] {
		return this.#events;
	}

	get failure(): unknown {
		return this.#failure;
	}

	get isLive(): boolean {
		return this.#isLive;
	}

	/** Follows this job from now on, and no longer the one before. */
	async follow(trainer: Trainer, jobId: string): Promise<void> {
		this.close();
		const abort = new AbortController();
		this.#abort = abort;
		this.#events = [];
		this.#failure = undefined;
		this.#isLive = true;
		try {
			for await (const event of trainer.events(jobId, abort.signal)) {
				if (abort.signal.aborted) return;
				this.#hear(event);
			}
		} catch (error) {
			if (codeOf(error) !== 'aborted' && !abort.signal.aborted) this.#failure = error;
		} finally {
			if (this.#abort === abort) {
				this.#flush();
				this.#isLive = false;
			}
		}
	}

	close(): void {
		this.#abort?.abort();
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#waiting = [];
	}

	#hear(event: TrainerEvent): void {
		this.#waiting.push(event);
		this.#timer ??= setTimeout(() => {
			this.#flush();
		}, FLUSH_MS);
	}

	#flush(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		if (this.#waiting.length === 0) return;
		this.#events = [...this.#events, ...this.#waiting].slice(-MAX_EVENTS);
		this.#waiting = [];
	}
}
