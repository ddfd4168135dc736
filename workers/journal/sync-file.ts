/** A file that is written without waiting: in dedicated workers alone, so that types of pages don't know it. */
const encoder = new TextEncoder();

export type SyncFile = {
	write(bytes: Uint8Array, options: { readonly at: number }): number;
	truncate(bytes: number): void;
	flush(): void;
	close(): void;
};

/** Creates the file; nobody else can open it until it is closed. */
export async function openSyncFile(
	directory: FileSystemDirectoryHandle,
	name: string,
): Promise<SyncFile> {
	const handle = await directory.getFileHandle(name, { create: true });
	const inWorker = handle as unknown as { createSyncAccessHandle(): Promise<SyncFile> };
	return inWorker.createSyncAccessHandle();
}

/** Writes the line at a place, in bytes; returns the place after it. Throws where there is no room, or not enough. */
export function writeLine(file: SyncFile, line: string, at: number): number {
	const bytes = encoder.encode(line);
	const written = file.write(bytes, { at });
	// Where there is no room Chromium says 4,294,967,288.
	if (written !== bytes.length)
		throw new RangeError(`expected ${String(bytes.length)} bytes to fit, got ${String(written)}`);
	return at + bytes.length;
}
