/** What a file's first bytes say: how its text is written, or which other kind of file it is and what to do about it. */
import { AppError } from '../error.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';
/** Bytes that `encodingOf` wants to see, or all where there are fewer. */
export const SNIFFED_BYTES = 4096;

const UNPACK = 'Unpack it and choose the file inside.';
/** Beginnings of files that hold no plain text, as bytes. */
const OTHERS: readonly (readonly [bytes: readonly number[], code: string, message: string])[] = [
	[[0x1f, 0x8b], 'import/gzip', `This is a gzip file. ${UNPACK}`],
	[
		[0x50, 0x4b, 0x03, 0x04],
		'import/zip',
		'This is a zip file (or a spreadsheet). Unpack it, or save the sheet as CSV. A Retort project is opened in Settings, Import.',
	],
	[[0x50, 0x4b, 0x05, 0x06], 'import/zip', 'This is an empty zip file.'],
	[
		[0x50, 0x41, 0x52, 0x31],
		'import/parquet',
		'This is a Parquet file. Save it as JSON lines or CSV, e.g. with pandas: read_parquet(…).to_json(…, orient="records", lines=True).',
	],
	[
		[0x41, 0x52, 0x52, 0x4f, 0x57, 0x31],
		'import/arrow',
		'This is an Arrow file. Save it as JSON lines or CSV.',
	],
	[[0x28, 0xb5, 0x2f, 0xfd], 'import/zstd', `This is a Zstandard file. ${UNPACK}`],
	[[0x42, 0x5a, 0x68], 'import/bzip2', `This is a bzip2 file. ${UNPACK}`],
	[[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'import/xz', `This is an xz file. ${UNPACK}`],
	[[0x37, 0x7a, 0xbc, 0xaf], 'import/7z', `This is a 7z file. ${UNPACK}`],
	[
		[0x25, 0x50, 0x44, 0x46],
		'import/pdf',
		'This is a PDF. Instructions come as JSON, JSON lines, CSV or TSV.',
	],
	[
		[0x89, 0x50, 0x4e, 0x47],
		'import/picture',
		'This is a picture. Instructions come as JSON, JSON lines, CSV or TSV.',
	],
	[
		[0xff, 0xd8, 0xff],
		'import/picture',
		'This is a picture. Instructions come as JSON, JSON lines, CSV or TSV.',
	],
	[[0xd0, 0xcf, 0x11, 0xe0], 'import/office', 'This is an old Office file. Save the sheet as CSV.'],
	[[0x53, 0x51, 0x4c, 0x69], 'import/database', 'This is a database. Export its table as CSV.'],
	[[0xff, 0xfe, 0x00, 0x00], 'import/utf-32', 'The text is UTF-32. Save it as UTF-8.'],
	[[0x00, 0x00, 0xfe, 0xff], 'import/utf-32', 'The text is UTF-32. Save it as UTF-8.'],
];

/** The text's encoding by its byte order mark, or by where its zero bytes stand; throws AppError 'import/…' where it is no text. */
export function encodingOf(head: Uint8Array): Encoding {
	if (head.length === 0) throw new AppError('import/empty', 'The file is empty.');
	const other = OTHERS.find(([bytes]) => bytes.every((byte, place) => head[place] === byte));
	if (other !== undefined) throw new AppError(other[1], other[2]);
	if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
	if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
	return encodingByZeros(head);
}

/** Of most texts in UTF-16 every second byte is zero, and no other one is. */
function encodingByZeros(head: Uint8Array): Encoding {
	const even = zerosFrom(head, 0);
	const odd = zerosFrom(head, 1);
	const many = head.length / 8;
	if (odd > many && even < odd / 8) return 'utf-16le';
	if (even > many && odd < even / 8) return 'utf-16be';
	if (even + odd > many)
		throw new AppError(
			'import/binary',
			'This is no text file. Instructions come as JSON, JSON lines, CSV or TSV.',
		);
	return 'utf-8';
}

function zerosFrom(head: Uint8Array, start: 0 | 1): number {
	return head.filter((byte, place) => byte === 0 && place % 2 === start).length;
}

/** Throws AppError 'import/…' where the beginning of the text shows a page or a document of another kind. */
export function refuseMarkup(text: string): void {
	const start = text.slice(0, 400).trimStart().toLowerCase();
	if (/^<(!doctype html|html|head|body)\b/.test(start))
		throw new AppError(
			'import/html',
			'This is a web page, not a file of instructions: perhaps a sign-in page was saved in its place. Download the file itself.',
		);
	if (start.startsWith('<?xml') || /^<[a-z][\w:-]*[\s>]/.test(start))
		throw new AppError('import/xml', 'This is XML. Save the rows as JSON, JSON lines, CSV or TSV.');
	if (start.startsWith('version https://git-lfs'))
		throw new AppError(
			'import/lfs',
			'This is a pointer of Git LFS, not the file that it stands for. Download the file itself.',
		);
}
