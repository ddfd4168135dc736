/** Bounds the replacements of a worker that bring nothing. */
import { AppError, messageOf } from '../../core/error.ts';

const REPLACEMENTS_IN_A_ROW = 2;

export class Patience {
	#left = REPLACEMENTS_IN_A_ROW;

	restore(): void {
		this.#left = REPLACEMENTS_IN_A_ROW;
	}

	/** Throws 'student/keeps-failing' when it is at its end. */
	lose(cause: unknown): void {
		if (this.#left-- > 0) return;
		const often = `${String(REPLACEMENTS_IN_A_ROW + 1)} workers in a row failed without an answer`;
		throw new AppError('student/keeps-failing', `${often}; the last: ${messageOf(cause)}`, {
			cause,
		});
	}
}
