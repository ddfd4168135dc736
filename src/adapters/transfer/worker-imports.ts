/** Imports as the page reaches them: a worker for each, ended with it. */
import type {
	ImportedProject,
	ImportOrder,
	ImportPreview,
	Imports,
	ProjectImport,
	Watching,
} from '../../app/import-ports.ts';
import { withWorker } from './with-worker.ts';

export class WorkerImports implements Imports {
	readonly #sweep: () => Promise<void>;

	/** `sweep` deletes what a worker that was ended before its time has left. */
	constructor(sweep: () => Promise<void>) {
		this.#sweep = sweep;
	}

	preview(order: ImportOrder, watching: Watching): Promise<ImportPreview> {
		return withWorker((worker) => worker.call('previewImport', order, optionsOf(watching)));
	}

	refusedRows(order: ImportOrder, watching: Watching): Promise<Blob> {
		return withWorker((worker) => worker.call('refusedRows', order, optionsOf(watching)));
	}

	async create(own: ProjectImport, watching: Watching): Promise<ImportedProject> {
		try {
			return await withWorker((worker) => worker.call('importProject', own, optionsOf(watching)));
		} catch (thrown) {
			await this.#sweep();
			throw thrown;
		}
	}
}

const optionsOf = ({ signal, onProgress }: Watching) => ({ signal, onItem: onProgress });
