/** Where journals lie: `journal/<database>/<id>/<segment>` in the origin's private file system. */

/** One context's lines, or a snapshot of all rows. */
export type Segment = { readonly name: string; readonly file: File };

const LOG = '.log';
const SNAPSHOT = '.snapshot';
/** In a folder whose old lines hold what was deleted and couldn't be taken out yet. */
export const PURGE = 'purge';

/** Held together by all who write segments; who rewrites them holds it alone. */
export const lockOf = (database: string) => `retort/journal/${database}`;

/** The folder of all journals of a database: one, but after a loss. */
export async function journalsOf(database: string): Promise<FileSystemDirectoryHandle> {
	const root = await navigator.storage.getDirectory();
	const journals = await root.getDirectoryHandle('journal', { create: true });
	return journals.getDirectoryHandle(database, { create: true });
}

export async function journalOf(database: string, id: string): Promise<FileSystemDirectoryHandle> {
	return (await journalsOf(database)).getDirectoryHandle(id, { create: true });
}

/** Names in the order of time. */
export function newSegmentName(kind: 'log' | 'snapshot'): string {
	const at = Date.now().toString().padStart(15, '0');
	return `${at}-${crypto.randomUUID()}${kind === 'log' ? LOG : SNAPSHOT}`;
}

export const isSnapshot = ({ name }: Segment) => name.endsWith(SNAPSHOT);
export const isLog = ({ name }: Segment) => name.endsWith(LOG);

/** Oldest first. */
export async function segmentsIn(
	directory: FileSystemDirectoryHandle,
): Promise<readonly Segment[]> {
	const segments: Segment[] = [];
	for await (const [name, handle] of directory.entries())
		if (handle.kind === 'file' && name !== PURGE)
			segments.push({ name, file: await handle.getFile() });
	return segments.sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Whether the segment's last line is `mark`. */
export async function endsWith({ file }: Segment, mark: string): Promise<boolean> {
	return (await file.slice(Math.max(0, file.size - mark.length)).text()) === mark;
}

export async function hasEntry(
	directory: FileSystemDirectoryHandle,
	name: string,
): Promise<boolean> {
	for await (const key of directory.keys()) if (key === name) return true;
	return false;
}
