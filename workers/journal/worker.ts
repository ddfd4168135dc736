/** The journal worker of a page: appends what the page has written, and rewrites the journal when that is due. */
import { SegmentFile } from './segment-file.ts';
import { tidy } from './snapshot.ts';
import { serve } from '../rpc/serve.ts';
import type { JournalApi } from './protocol.ts';

let segment: SegmentFile | undefined;
let turn: Promise<unknown> = Promise.resolve();

/** One after the other: lines stay in order, and none is lost between two segments. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
	const result = turn.then(work);
	turn = result.catch(() => undefined);
	return result;
}

serve<JournalApi>({
	append: ({ database, id, line, isDurable }) =>
		inTurn(async () => {
			segment ??= await SegmentFile.open(database, id);
			segment.append(line, isDurable);
			return undefined;
		}),
	tidy: ({ database, id, isForced }) =>
		inTurn(async () => {
			await segment?.close();
			segment = undefined;
			return tidy(database, id, isForced);
		}),
});
