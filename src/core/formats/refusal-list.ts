/** The refused rows as a CSV file: safe to open in a spreadsheet. */
import { refusalWords, type RefusedRecord } from './record.ts';

export const REFUSAL_HEADER = 'file,row,reason\r\n';

export function refusalLine(file: string, refused: RefusedRecord): string {
	return `${[file, String(refused.row), refusalWords(refused)].map(csvCell).join(',')}\r\n`;
}

/** A text that begins as a formula does would be carried out by a spreadsheet: an apostrophe makes it text. */
function csvCell(text: string): string {
	const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
	return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
