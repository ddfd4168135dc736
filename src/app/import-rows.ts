/** The rows of a file, read through its format, some at a time. */
import type { Reading } from '../core/formats/format.ts';
import { formatNamed, readingOf } from '../core/formats/formats.ts';
import type { Fields, FileRecord, RefusedRecord } from '../core/formats/record.ts';
import type { SurveyedRow } from '../core/formats/tally.ts';
import type { ImportProgress, ImportSource, RecordFiles, Watching } from './import-ports.ts';

/** Records that decide what a file is. */
const LOOKED_AT = 50;

export type ReadSource = ImportSource & { readonly reading: Reading };
export type SampledSource = ReadSource & { readonly sample: readonly Fields[] };

/** The source with the reading that it was given, or that its first records show. */
export async function sampled(files: RecordFiles, source: ImportSource): Promise<SampledSource> {
	const layout = source.reading?.layout ?? (await files.layoutOf(source.file));
	const sample: Fields[] = [];
	for await (const records of files.records(source.file, layout)) {
		for (const record of records) if ('fields' in record) sample.push(record.fields);
		if (sample.length >= LOOKED_AT) break;
	}
	const shown = sample.slice(0, LOOKED_AT);
	const given = source.reading;
	const reading = given !== null && 'format' in given ? given : readingOf(layout, shown);
	return { ...source, reading, sample: shown };
}

/** Every row of the source in the file's order, refused ones too; stops at the signal. */
export async function* rowsOf(
	files: RecordFiles,
	{ file, reading }: ReadSource,
	step: ImportProgress['step'],
	{ signal, onProgress }: Watching,
): AsyncGenerator<readonly (SurveyedRow | RefusedRecord)[]> {
	const { read } = formatNamed(reading.format);
	const toRow = (record: FileRecord): SurveyedRow | RefusedRecord =>
		'reason' in record ? record : { row: record.row, ...read(record.fields, reading) };
	const records = files.records(file, reading.layout, (done) => {
		if (step !== 'write') onProgress({ step, done, total: file.size });
	});
	for await (const some of records) {
		signal.throwIfAborted();
		yield some.map(toRow);
	}
}
