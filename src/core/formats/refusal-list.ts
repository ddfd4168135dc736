/** The refused rows as a CSV file: safe to open in a spreadsheet. */
import { csvCell } from './csv-cell.ts';
import type { ImportReport } from '../project.ts';
import { refusalWords, type RefusedRecord } from './record.ts';

export const REFUSAL_HEADER = 'file,row,reason\r\n';

export function refusalLine(file: string, refused: RefusedRecord): string {
	return lineOf(file, refused.row, refusalWords(refused));
}

/** The refused rows that a project's report names: the first thousand of its file. */
export function reportedRefusals({ fileName, refused }: ImportReport): string {
	const lines = refused.map(({ file, row, reason }) => lineOf(file ?? fileName, row, reason));
	return REFUSAL_HEADER + lines.join('');
}

function lineOf(file: string, row: number, reason: string): string {
	return `${[file, String(row), reason].map(csvCell).join(',')}\r\n`;
}
