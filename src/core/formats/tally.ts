/** What is counted while the rows of a file are read once, without keeping them. */
import { Duplicates } from './duplicates.ts';
import { type RefusalReason, refusalWords, type RefusedRecord } from './record.ts';
import type { ImportRow, ReadRow } from './row.ts';

/** Refused rows that are kept with their number; all are counted by reason. */
export const KEPT_REFUSALS = 1000;
const SHOWN_ROWS = 5;

export type RefusedRow = { readonly row: number; readonly reason: string };
export type SurveyedRow = ReadRow & { readonly row: number };

export class Tally {
	/** Numbers of the usable rows, repeats left out, in the file's order. */
	readonly usable: number[] = [];
	readonly first: ImportRow[] = [];
	readonly refused: RefusedRow[] = [];
	readonly refusedByReason = new Map<RefusalReason, number>();
	rows = 0;
	/** The highest number of a row, refused ones counted. */
	lastRow = 0;
	duplicates = 0;
	answered = 0;
	unnamed = 0;
	laterTurns = 0;
	systemPrompts = 0;
	taskChars = 0;
	answerChars = 0;
	readonly #duplicates = new Duplicates();

	take(row: SurveyedRow): void {
		this.rows++;
		this.lastRow = row.row;
		if (!this.#duplicates.isNew(row.instruction, row.input)) {
			this.duplicates++;
			return;
		}
		this.usable.push(row.row);
		this.answered += Number(row.output !== '');
		this.unnamed += Number(row.skill === null);
		this.laterTurns += Number(row.hasLaterTurns);
		this.systemPrompts += Number(row.hasSystem);
		this.taskChars += row.instruction.length + row.input.length;
		this.answerChars += row.output.length;
		if (this.first.length < SHOWN_ROWS) this.first.push(row);
	}

	refuse(record: RefusedRecord): void {
		const { row, reason } = record;
		this.rows++;
		this.lastRow = row;
		this.refusedByReason.set(reason, (this.refusedByReason.get(reason) ?? 0) + 1);
		if (this.refused.length < KEPT_REFUSALS)
			this.refused.push({ row, reason: refusalWords(record) });
	}
}
