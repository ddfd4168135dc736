/** What the page may ask of the transfer worker: files of instructions in and out. */
import type { ExportedFile, ExportOrder } from '../../src/app/export-ports.ts';
import type {
	ImportedProject,
	ImportOrder,
	ImportPreview,
	ImportProgress,
	ProjectImport,
} from '../../src/app/import-ports.ts';

type Watched<Args, Result> = {
	readonly args: Args;
	readonly item: ImportProgress;
	readonly result: Result;
};

export type TransferApi = {
	readonly previewImport: Watched<ImportOrder, ImportPreview>;
	readonly refusedRows: Watched<ImportOrder, Blob>;
	readonly importProject: Watched<ProjectImport, ImportedProject>;
	readonly exportFile: {
		readonly args: ExportOrder;
		readonly item: { readonly done: number; readonly total: number };
		readonly result: ExportedFile;
	};
};
