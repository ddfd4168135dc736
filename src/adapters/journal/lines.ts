/** The lines of a journal's segments, read as they come, those of several in the order of time. */
import { type Batch, batchOf } from './batch.ts';

export type Read = {
	/** Lines that are none: what a crash cut off, or worse. */
	unreadable: number;
};

/** The segment's batches; counts in `read` what isn't one. */
export async function* batchesOf(file: Blob, read: Read): AsyncGenerator<Batch, void, void> {
	for await (const line of linesOf(file)) {
		const batch = batchOf(line);
		if (batch !== undefined) yield batch;
		else if (!MARKS.has(line)) read.unreadable++;
	}
}

const MARKS: ReadonlySet<string> = new Set(['"behind"', '"whole"', '']);

async function* linesOf(file: Blob): AsyncGenerator<string, void, void> {
	let rest = '';
	const reader = file.stream().pipeThrough(new TextDecoderStream()).getReader();
	for (;;) {
		const { done, value } = await reader.read();
		if (done) break;
		const lines = (rest + value).split('\n');
		rest = lines.pop() ?? '';
		yield* lines;
	}
	if (rest !== '') yield rest;
}

/** All batches of the segments by time; each segment is in order already. */
export async function* merged(
	files: readonly Blob[],
	read: Read,
): AsyncGenerator<Batch, void, void> {
	const heads: { batch: Batch; readonly rest: AsyncGenerator<Batch, void, void> }[] = [];
	for (const file of files) {
		const rest = batchesOf(file, read);
		const first = await rest.next();
		if (first.done !== true) heads.push({ batch: first.value, rest });
	}
	while (heads.length > 0) {
		const earliest = heads.reduce((one, other) => (other.batch.at < one.batch.at ? other : one));
		yield earliest.batch;
		const next = await earliest.rest.next();
		if (next.done === true) heads.splice(heads.indexOf(earliest), 1);
		else earliest.batch = next.value;
	}
}
