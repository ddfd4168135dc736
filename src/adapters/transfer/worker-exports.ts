/** Exports of rows as the page reaches them. */
import type { ExportedFile, ExportOrder, Exports } from '../../app/export-ports.ts';
import { withWorker } from './with-worker.ts';

export class WorkerExports implements Exports {
	write(
		order: ExportOrder,
		{ signal, onProgress }: Parameters<Exports['write']>[1],
	): Promise<ExportedFile> {
		return withWorker((worker) => worker.call('exportFile', order, { signal, onItem: onProgress }));
	}
}
