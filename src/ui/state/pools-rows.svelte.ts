/** The rows of a project's pools as one run sees them, read anew while the run goes on, but not too often. */
import type { Library, PoolRow } from '../../app/ports.ts';
import type { ProjectId } from '../../core/id.ts';
import type { Run } from '../../core/run.ts';
import { chainOf } from './run-chain.ts';

/** A running run writes twice a second; reading 100,000 rows takes most of one. */
const READ_EVERY_MS = 5000;

export class PoolsRows {
	#rows = $state.raw<readonly PoolRow[]>();
	#failure = $state.raw<unknown>();
	readonly #library: Pick<Library, 'poolRows' | 'run'>;
	readonly #project: ProjectId;
	#run: Run | undefined;
	#isReading = false;
	#isStale = false;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#isClosed = false;

	constructor(library: Pick<Library, 'poolRows' | 'run'>, project: ProjectId) {
		this.#library = library;
		this.#project = project;
	}

	/** undefined until they are read for the first time. */
	get rows(): readonly PoolRow[] | undefined {
		return this.#rows;
	}
	get failure(): unknown {
		return this.#failure;
	}

	/** Reads as `run` sees the pools; undefined: seeds alone. At once for another run, else after a while. */
	refresh(run: Run | undefined): void {
		const isOther = run?.id !== this.#run?.id || this.#rows === undefined;
		this.#run = run;
		if (isOther && !this.#isReading) {
			clearTimeout(this.#timer);
			this.#timer = undefined;
			void this.#read();
			return;
		}
		this.#isStale = true;
		if (!this.#isReading) this.#readLater();
	}

	close(): void {
		this.#isClosed = true;
		clearTimeout(this.#timer);
	}

	#readLater(): void {
		this.#timer ??= setTimeout(() => {
			this.#timer = undefined;
			void this.#read();
		}, READ_EVERY_MS);
	}

	async #read(): Promise<void> {
		this.#isReading = true;
		this.#isStale = false;
		try {
			const chain = this.#run === undefined ? [] : await chainOf(this.#library, this.#run);
			const runs = chain.map(({ run }) => run.id);
			this.#rows = await this.#library.poolRows(this.#project, runs);
			this.#failure = undefined;
		} catch (failure) {
			this.#failure = failure;
		} finally {
			this.#isReading = false;
		}
		this.#readLaterIfStale();
	}

	#readLaterIfStale(): void {
		if (this.#isStale && !this.#isClosed) this.#readLater();
	}
}
