/** Stores answers as they come: one transaction at a time, what comes meanwhile in the next. */
import type { ExamAnswer } from '../../core/exam/exam.ts';

export class AnswerWriter {
	readonly #put: (answers: readonly ExamAnswer[]) => Promise<void>;
	#waiting: ExamAnswer[] = [];
	#writing: Promise<void> | undefined;
	#failure: { readonly thrown: unknown } | undefined;

	constructor(put: (answers: readonly ExamAnswer[]) => Promise<void>) {
		this.#put = put;
	}

	/** Throws what an earlier write threw: nothing more is stored then. */
	add(answer: ExamAnswer): void {
		this.#throwFailure();
		this.#waiting.push(answer);
		this.#writing ??= this.#drain();
	}

	/** Resolves when everything is stored. */
	async flush(): Promise<void> {
		await this.#writing;
		this.#throwFailure();
	}

	#throwFailure(): void {
		if (this.#failure !== undefined) throw this.#failure.thrown;
	}

	async #drain(): Promise<void> {
		try {
			while (this.#waiting.length > 0) await this.#put(this.#waiting.splice(0));
		} catch (thrown) {
			this.#failure = { thrown };
		} finally {
			this.#writing = undefined;
		}
	}
}
