/** This tab's place in the line of all tabs that could carry exams out, and its worker, made when its turn has come. */
import { connect, type Connection } from '../../../workers/rpc/connect.ts';
import { AT_EXAMS, type ExamApi } from '../../../workers/exam/protocol.ts';
import type { ExamStore } from '../../app/exam/ports.ts';
import type { Clock } from '../../app/ports/system.ts';
import type { KeySlot } from '../../core/id.ts';
import type { KeyRing } from '../system/key-ring.ts';

/** Held by the one page that waits until nobody is at exams any more; all others wait for that page. */
const NEXT = 'retort/exams-next';
/** The tab in which somebody pressed the button goes before those that only hear of it, in ms: it may alone have the key. */
const HEAD_START_MS = 1000;
/** A worker that dies at once each time must not be made anew for ever. */
const MOST_DEATHS_IN_A_ROW = 3;
/** One that lived longer has done something, in ms. */
const LIFE_MS = 60_000;

type LineParts = {
	readonly store: Pick<ExamStore, 'exams' | 'isAnyUnderWay'>;
	readonly ring: KeyRing;
	readonly clock: Clock;
	readonly spawn: () => Worker;
};

export class ExamLine {
	readonly #parts: LineParts;
	#connection: Connection<ExamApi> | undefined;
	#deaths = 0;
	#isInLine = false;
	#isCalled = false;

	constructor(parts: LineParts) {
		this.#parts = parts;
	}

	/** The worker, made at first need, and anew when it dies over its work. */
	get worker(): Connection<ExamApi> {
		if (this.#connection !== undefined) return this.#connection;
		const { spawn, clock, ring } = this.#parts;
		const connection = connect<ExamApi>(spawn());
		this.#connection = connection;
		const born = clock();
		for (const [slot, key] of ring.all()) void connection.call('giveKey', { slot, key });
		void connection.closed.then(() => {
			this.#connection = undefined;
			this.#deaths = clock() - born > LIFE_MS ? 1 : this.#deaths + 1;
			if (this.#deaths <= MOST_DEATHS_IN_A_ROW) this.#join();
		});
		return connection;
	}

	async giveKey(slot: KeySlot, key: string | null): Promise<void> {
		await this.#connection?.call('giveKey', { slot, key });
	}

	/** Whenever an exam is under way this tab stands in line, whichever tab has begun it; without a worker before its turn. */
	follow(): { unsubscribe(): void } {
		return this.#parts.store.exams().subscribe(
			(exams) => {
				if (exams.some(({ state }) => state.kind === 'running')) this.#join();
			},
			// Pages that show exams say that they can't be read.
			() => undefined,
		);
	}

	/** At once where nobody is at it or about to be; rejects with what keeps the worker from it. Else in line. */
	async wake(): Promise<void> {
		const isTold = await navigator.locks.request(NEXT, { ifAvailable: true }, async (next) => {
			if (next === null || !(await isFree())) return false;
			await this.#tell();
			return true;
		});
		if (!isTold) this.#join();
	}

	#join(): void {
		this.#isCalled = true;
		if (this.#isInLine) return;
		this.#isInLine = true;
		// What keeps the worker from being made is told when the user next asks for something.
		void this.#stand().catch(() => undefined);
	}

	async #stand(): Promise<void> {
		try {
			while (this.#isCalled) {
				this.#isCalled = false;
				await new Promise((resolve) => setTimeout(resolve, HEAD_START_MS));
				await navigator.locks.request(NEXT, async () => {
					await navigator.locks.request(AT_EXAMS, () => undefined);
					await this.#tell();
				});
			}
		} finally {
			this.#isInLine = false;
		}
	}

	/** Its answer comes when the worker itself has asked for the lock. */
	async #tell(): Promise<void> {
		if (await this.#parts.store.isAnyUnderWay()) await this.worker.call('wake', undefined);
	}
}

function isFree(): Promise<boolean> {
	return navigator.locks.request(AT_EXAMS, { ifAvailable: true }, (lock) => lock !== null);
}
