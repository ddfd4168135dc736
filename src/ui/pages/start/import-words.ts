/** How the page says what a file is and what was found in it. */
import type { FormatName } from '../../../core/formats/format.ts';
import type { Layout } from '../../../core/formats/layout.ts';
import { isQuarterHeldOut } from '../../../core/formats/split.ts';
import type { ImportReport } from '../../../core/project.ts';
import type { HeldOut, ImportPreview, ImportProgress } from '../../../app/import-ports.ts';
import { bytes, count, plural } from '../../parts/format.ts';

export const FORMAT_OPTIONS: readonly { readonly value: FormatName; readonly label: string }[] = [
	{ value: 'alpaca', label: 'Alpaca: instruction, input, output' },
	{ value: 'openai-chat', label: 'OpenAI chat: messages' },
	{ value: 'sharegpt', label: 'ShareGPT: conversations' },
	{ value: 'lion', label: 'Lion: judged pairs, generated instructions' },
	{ value: 'columns', label: 'Fields of my choice' },
];

/** A layout by name; a table's names its delimiter. */
const LAYOUTS: readonly {
	readonly value: string;
	readonly label: string;
	readonly layout: Layout;
}[] = [
	{ value: 'list', label: 'JSON: one list of objects', layout: { kind: 'list' } },
	{ value: 'lines', label: 'JSON lines: an object a line', layout: { kind: 'lines' } },
	...[
		[',', 'CSV: commas'],
		[';', 'CSV: semicolons'],
		['\t', 'TSV: tabs'],
		['|', 'Table with bars'],
	].map(([delimiter = ',', label = '']) => ({
		value: `table ${delimiter}`,
		label,
		layout: { kind: 'table', delimiter, hasHeader: true } as const,
	})),
	{ value: 'text', label: 'Text: an instruction a line', layout: { kind: 'text' } },
];
export const LAYOUT_OPTIONS = LAYOUTS.map(({ value, label }) => ({ value, label }));

export function layoutValue(layout: Layout): string {
	return layout.kind === 'table' ? `table ${layout.delimiter}` : layout.kind;
}

export function layoutOfValue(value: string): Layout {
	return LAYOUTS.find((one) => one.value === value)?.layout ?? { kind: 'lines' };
}

/** What the usual draw holds out of a file, which it takes from the number of usable rows. */
export function usualWords(preview: ImportPreview | null): string {
	return preview !== null && isQuarterHeldOut(usableRows(preview.report))
		? 'a quarter of so few rows'
		: '5 %, 100 to 500';
}

/** Of a file of few rows: how many the usual draw takes from training, and what to do about it; undefined of others. */
export function fewRowsWords(report: ImportReport, heldOut: HeldOut): string | undefined {
	const rows = usableRows(report);
	if (heldOut.kind !== 'usual' || !isQuarterHeldOut(rows)) return undefined;
	return `Of 400 rows or fewer a quarter is held out, so that scores mean something: ${count(report.heldOut)} of these ${count(rows)}, ${count(rows - report.heldOut - report.setAside)} are left to train on. Hold out a smaller share, or a second file, to train on more.`;
}

function usableRows({ accepted, setAside }: ImportReport): number {
	return accepted + setAside;
}

export function progressWords({ step, done, total }: ImportProgress): string {
	switch (step) {
		case 'read':
			return `Reading: ${bytes(done)} of ${bytes(total)}`;
		case 'compare':
			return `Comparing with the held-out rows: ${bytes(done)} of ${bytes(total)}`;
		case 'write':
			return `Importing: ${count(done)} of ${plural(total, 'row')}`;
	}
}
