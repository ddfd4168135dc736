/** A file's text, decoded piece by piece. */
import { AppError } from '../../core/error.ts';
import { encodingOf, SNIFFED_BYTES } from '../../core/formats/sniff.ts';

const PIECE_BYTES = 1 << 19;

/** The text in order; `onBytes` hears how much of the file is read. Throws AppError 'import/…'. */
export async function* textPieces(
	file: Blob,
	onBytes: (done: number) => void = () => undefined,
): AsyncGenerator<string> {
	const decoder = new TextDecoder(encodingOf(await bytesOf(file, 0, SNIFFED_BYTES)));
	let next = bytesOf(file, 0, PIECE_BYTES);
	for (let start = 0; start < file.size; start += PIECE_BYTES) {
		const bytes = await next;
		// Read on while this piece is worked on.
		next = bytesOf(file, start + PIECE_BYTES, PIECE_BYTES);
		next.catch(() => undefined);
		yield decoder.decode(bytes, { stream: true });
		onBytes(Math.min(file.size, start + PIECE_BYTES));
	}
	yield decoder.decode();
}

async function bytesOf(
	file: Blob,
	start: number,
	length: number,
): Promise<Uint8Array<ArrayBuffer>> {
	try {
		return new Uint8Array(await file.slice(start, start + length).arrayBuffer());
	} catch (cause) {
		throw new AppError(
			'import/unreadable',
			'The file can’t be read any more: it was changed, moved or deleted. Choose it again.',
			{ cause },
		);
	}
}
