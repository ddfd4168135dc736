/** What a file would become, counted to the last row, with nothing written; and the list of what it refuses. */
import { namesOf } from '../core/formats/formats.ts';
import { REFUSAL_HEADER, refusalLine } from '../core/formats/refusal-list.ts';
import type { ImportOrder, ImportPreview, RecordFiles, Watching } from './import-ports.ts';
import { rowsOf, sampled } from './import-rows.ts';
import { placedRows, reportOf, surveyOf } from './import-survey.ts';

/** Records that the preview shows. */
const SHOWN = 5;

/** Reads and splits as the import will. */
export async function previewImport(
	files: RecordFiles,
	order: ImportOrder,
	watching: Watching,
): Promise<ImportPreview> {
	const survey = await surveyOf(files, order, watching);
	let setAside = 0;
	for await (const rows of placedRows(files, survey, 'compare', watching))
		for (const { split } of rows) if (split === 'setAside') setAside++;
	const { source, tally, second } = survey;
	const tallies = second === null ? [tally] : [tally, second.tally];
	const sum = (count: (one: typeof tally) => number) =>
		tallies.reduce((total, one) => total + count(one), 0);
	const answered = sum((one) => one.answered);
	return {
		reading: source.reading,
		names: namesOf(source.sample),
		sample: source.sample.slice(0, SHOWN),
		report: reportOf(survey, setAside),
		first: tally.first,
		answered,
		unnamed: sum((one) => one.unnamed),
		taskChars: meanOf(
			sum((one) => one.taskChars),
			sum(({ usable }) => usable.length),
		),
		answerChars: meanOf(
			sum((one) => one.answerChars),
			answered,
		),
	};
}

function meanOf(total: number, count: number): number {
	return count === 0 ? 0 : total / count;
}

/** Every refused row of the order's files as CSV: file, row, reason. */
export async function refusedRows(
	files: RecordFiles,
	{ source, heldOut }: ImportOrder,
	watching: Watching,
): Promise<Blob> {
	const parts: BlobPart[] = [REFUSAL_HEADER];
	for (const one of heldOut.kind === 'file' ? [source, heldOut.source] : [source])
		for await (const rows of rowsOf(files, await sampled(files, one), 'read', watching)) {
			const lines = rows.flatMap((row) => ('reason' in row ? refusalLine(one.name, row) : []));
			// A blob of its own for each piece: the browser may put it to disk.
			if (lines.length > 0) parts.push(new Blob(lines));
		}
	return new Blob(parts, { type: 'text/csv' });
}
