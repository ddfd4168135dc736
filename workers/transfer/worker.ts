/** The transfer worker: reads files of instructions and writes them, beside the run engine and out of its way. */
import { exportFile } from '../../src/app/export-file.ts';
import { previewImport, refusedRows } from '../../src/app/import-preview.ts';
import { importProject, type ImportWorld } from '../../src/app/import-project.ts';
import { StreamedFiles } from '../../src/adapters/files/record-files.ts';
import { IndexedDbExportSource } from '../../src/adapters/indexeddb/export-source.ts';
import { IndexedDbImportStore } from '../../src/adapters/indexeddb/import-store.ts';
import { openJournaled } from '../journal/open-journaled.ts';
import { clock } from '../../src/adapters/system/clock.ts';
import { newId } from '../../src/adapters/system/new-id.ts';
import { reporting } from '../rpc/reporting.ts';
import { serve } from '../rpc/serve.ts';
import type { TransferApi } from './protocol.ts';

const database = openJournaled();
// The first call that needs it reports why it couldn't be opened.
database.catch(() => undefined);
const files = new StreamedFiles();

async function world(): Promise<ImportWorld> {
	return { files, imports: new IndexedDbImportStore(await database), clock, newId };
}

function watched<Progress, Result>(
	signal: AbortSignal,
	work: (watching: {
		readonly signal: AbortSignal;
		readonly onProgress: (progress: Progress) => void;
	}) => Promise<Result>,
): AsyncGenerator<Progress, Result, void> {
	return reporting((onProgress) => work({ signal, onProgress }));
}

serve<TransferApi>({
	previewImport: (order, signal) =>
		watched(signal, (watching) => previewImport(files, order, watching)),
	refusedRows: (order, signal) =>
		watched(signal, (watching) => refusedRows(files, order, watching)),
	importProject: (own, signal) =>
		watched(signal, async (watching) => importProject(await world(), own, watching)),
	exportFile: (order, signal) =>
		watched(signal, async (watching) =>
			exportFile(new IndexedDbExportSource(await database), order, watching),
		),
});
