/** The models' worker: writes what it fetches in place, so that a tab that is closed loses nothing that came. */
import { reporting } from '../rpc/reporting.ts';
import { serve } from '../rpc/serve.ts';
import { studentDirectory } from '../student/opfs.ts';
import { fetchFile } from './fetch-file.ts';
import type { ModelsApi } from './protocol.ts';

type Order = ModelsApi['fetch']['args'];
type Report = (done: number) => void;

serve<ModelsApi>({
	fetch: (order, signal) =>
		reporting((report: Report) =>
			// Tabs that fetch the same model take turns; the second finds everything there.
			navigator.locks.request(`student-files/${order.folder}`, { signal }, () =>
				navigator.locks.request(order.turn, () => fetchAll(order, report, signal)),
			),
		),
});

async function fetchAll({ folder, wanted, patience }: Order, report: Report, signal: AbortSignal) {
	const directory = await studentDirectory(folder, true);
	const files = [];
	let done = 0;
	const onBytes = (more: number) => {
		report((done += more));
	};
	for (const file of wanted) {
		signal.throwIfAborted();
		files.push(await fetchFile(directory, file, { onBytes, patience, signal }));
	}
	return files;
}
