/** Writes of one moment in one transaction: while one is on its way to the disk, the next gathers. */

/** Rows in one transaction at most. */
const MOST_AT_ONCE = 200;

type Waiter<Work, Result> = {
	readonly work: Work;
	readonly resolve: (result: Result) => void;
	readonly reject: (reason: unknown) => void;
};

export class GroupCommit<Work, Result> {
	readonly #commit: (works: readonly Work[]) => Promise<readonly Result[]>;
	#waiting: Waiter<Work, Result>[] = [];
	#isCommitting = false;

	/** `commit` carries out all works, in order, and gives a result for each; its failure is everyone's. */
	constructor(commit: (works: readonly Work[]) => Promise<readonly Result[]>) {
		this.#commit = commit;
	}

	/** Resolves when the transaction that holds this work is done. */
	add(work: Work): Promise<Result> {
		return new Promise((resolve, reject) => {
			this.#waiting.push({ work, resolve, reject });
			if (this.#isCommitting) return;
			this.#isCommitting = true;
			// What else this turn of the event loop adds goes along.
			queueMicrotask(() => void this.#drain());
		});
	}

	async #drain(): Promise<void> {
		while (this.#waiting.length > 0) {
			const group = this.#waiting.slice(0, MOST_AT_ONCE);
			this.#waiting = this.#waiting.slice(MOST_AT_ONCE);
			try {
				const results = await this.#commit(group.map(({ work }) => work));
				for (const [index, { resolve }] of group.entries()) resolve(results[index] as Result);
			} catch (thrown) {
				for (const { reject } of group) reject(thrown);
			}
		}
		this.#isCommitting = false;
	}
}
