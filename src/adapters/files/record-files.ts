/** Files of rows: how they are laid out, and their records as they are read. */
import type { RecordFiles } from '../../app/import-ports.ts';
import { jsonRecord } from '../../core/formats/json-record.ts';
import { JsonList } from '../../core/formats/json-list.ts';
import { jsonLayoutOf, type Layout, tableLayoutOf } from '../../core/formats/layout.ts';
import { Lines } from '../../core/formats/lines.ts';
import type { FileRecord, RecordCutter } from '../../core/formats/record.ts';
import { refuseMarkup } from '../../core/formats/sniff.ts';
import { guessTable, TableRecords } from './table-records.ts';
import { textPieces } from './text-pieces.ts';

export class StreamedFiles implements RecordFiles {
	async layoutOf(file: Blob): Promise<Layout> {
		const pieces = textPieces(file);
		const first = await pieces.next();
		const text = first.done === true ? '' : first.value;
		const isWhole = (await pieces.next()).value === '';
		await pieces.return(undefined);
		refuseMarkup(text);
		const json = jsonLayoutOf(text, isWhole);
		if (json !== undefined) return json;
		const { rows, delimiter } = guessTable(text);
		return tableLayoutOf(rows, delimiter);
	}

	async *records(
		file: Blob,
		layout: Layout,
		onBytes?: (done: number) => void,
	): AsyncGenerator<readonly FileRecord[]> {
		const cutter = cutterOf(layout);
		for await (const text of textPieces(file, onBytes)) yield cutter.push(text);
		yield cutter.end();
	}
}

function cutterOf(layout: Layout): RecordCutter {
	switch (layout.kind) {
		case 'list':
			return new JsonList();
		case 'lines':
			return new Lines(jsonRecord);
		case 'text':
			return new Lines((row, instruction) => ({ row, fields: { instruction } }));
		case 'table':
			return new TableRecords(layout);
	}
}
