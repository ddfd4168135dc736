/** What an import would read, as text: of the same text the file need not be imported again. */
import type { ImportOrder, ImportSource } from '../../app/import-ports.ts';

/** What an import would read and how it would split it, as text to compare. */
export function orderMark(order: Omit<ImportOrder, 'seed'> | null, seed: number): string {
	if (order === null) return '';
	const { source, heldOut } = order;
	const split = heldOut.kind === 'file' ? sourceMark(heldOut.source) : heldOut;
	return JSON.stringify([sourceMark(source), split, seed]);
}

function sourceMark({ file, name, reading }: ImportSource): readonly unknown[] {
	return [name, file.size, file instanceof File ? file.lastModified : 0, reading];
}
