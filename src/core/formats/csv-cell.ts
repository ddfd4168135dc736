/** One cell of a CSV file that is safe to open in a spreadsheet. */

/** A text that begins as a formula does would be carried out by a spreadsheet: an apostrophe makes it text. */
export function csvCell(text: string): string {
	const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
	return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
