/** The largest file of a model that can be kept here: each is held to its digest, and loaded, in one piece. */
import { AppError } from '../error.ts';

/** Chromium 156 takes a buffer of this size to read and to digest; to read one of 2 GiB less 1 byte it refuses. */
const LARGEST_FILE_BYTES = 2e9;

/** Throws 'models/file-too-large'; of a file of unknown size (null) nothing is said. */
export function refuseTooLarge(
	files: readonly { readonly path: string; readonly bytes: number | null }[],
): void {
	const file = files.find(({ bytes }) => (bytes ?? 0) > LARGEST_FILE_BYTES);
	if (file === undefined) return;
	throw new AppError(
		'models/file-too-large',
		`${file.path}: expected at most ${gigabytes(LARGEST_FILE_BYTES)} a file, which is what this browser can check and load in one piece, got ${gigabytes(file.bytes ?? 0)}. Take weights of fewer bits, or a model whose weights are in several files.`,
	);
}

function gigabytes(bytes: number): string {
	return `${(bytes / 1e9).toFixed(2)} GB`;
}
