/** What an exam found: how many answers are exactly the reference, how they ended, how long they are, which differ. */
import { type Measured, nothingMeasured } from '../metrics/estimate.ts';
import { wilson } from '../metrics/referee-agreement.ts';
import type { ExamAnswer, ExamTask } from './exam.ts';

/** An instruction with what each student made of it; undefined: nothing yet. */
export type ExamRow = {
	readonly task: ExamTask;
	readonly results: readonly ExamResult[];
};
export type ExamResult =
	| { readonly kind: 'answered'; readonly answer: ExamAnswer }
	| { readonly kind: 'failed'; readonly code: string; readonly message: string }
	| { readonly kind: 'open' };

export type StudentFinding = {
	readonly answered: number;
	readonly failed: number;
	/** Answers that ended at their token limit. */
	readonly cut: number;
	/** Of an answer; null where there is none, or nobody told. */
	readonly meanChars: number | null;
	readonly meanTokens: number | null;
	/** Share (0–1) of the answers that are the reference to the letter, of those whose instruction has one. */
	readonly exact: Measured;
	readonly exactCount: number;
};

/** White space around an answer is nobody's mistake; all else must be the same. */
export function isExact(answer: string, reference: string): boolean {
	return answer.trim() === reference.trim();
}

/** Whether the students that have answered say the same; 'open' where fewer than two have. */
export function agreementOf({ results }: ExamRow): 'same' | 'differing' | 'open' {
	const texts = results.flatMap((result) =>
		result.kind === 'answered' ? [result.answer.text.trim()] : [],
	);
	if (texts.length < 2) return 'open';
	return texts.every((text) => text === texts[0]) ? 'same' : 'differing';
}

export function hasFailure({ results }: ExamRow): boolean {
	return results.some(({ kind }) => kind === 'failed');
}

/** Whether the row's texts contain `text`, whatever its case; '' is in every row. */
export function contains({ task, results }: ExamRow, text: string): boolean {
	const wanted = text.trim().toLowerCase();
	if (wanted === '') return true;
	const texts = [task.instruction, task.input, task.reference ?? '', task.skill ?? ''];
	for (const result of results) if (result.kind === 'answered') texts.push(result.answer.text);
	return texts.some((one) => one.toLowerCase().includes(wanted));
}

/** Counts one student's results as rows are read. */
export class FindingCount {
	#answered = 0;
	#failed = 0;
	#cut = 0;
	#chars = 0;
	/** null: of some answer nobody told. */
	#tokens: number | null = 0;
	#exact = 0;
	#comparable = 0;

	take({ reference }: ExamTask, result: ExamResult): void {
		if (result.kind === 'failed') this.#failed++;
		if (result.kind !== 'answered') return;
		const { text, tokens, finish } = result.answer;
		this.#answered++;
		this.#cut += Number(finish === 'length');
		this.#chars += text.length;
		this.#tokens = this.#tokens === null || tokens === null ? null : this.#tokens + tokens;
		if (reference === null) return;
		this.#comparable++;
		this.#exact += Number(isExact(text, reference));
	}

	get finding(): StudentFinding {
		const mean = (total: number | null) =>
			total === null || this.#answered === 0 ? null : total / this.#answered;
		return {
			answered: this.#answered,
			failed: this.#failed,
			cut: this.#cut,
			meanChars: mean(this.#chars),
			meanTokens: mean(this.#tokens),
			exactCount: this.#exact,
			exact:
				this.#comparable === 0
					? nothingMeasured('no answer has a reference to compare with')
					: wilson(this.#exact, this.#comparable),
		};
	}
}
