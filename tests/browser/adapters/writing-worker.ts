/** Writes the project that it is sent, as the run worker would. */
import { openDatabase } from '../../../src/adapters/indexeddb/database.ts';
import { IndexedDbRecordStore } from '../../../src/adapters/indexeddb/record-store.ts';
import type { Project } from '../../../src/core/project.ts';

addEventListener('message', ({ data }: MessageEvent<{ name: string; project: Project }>) => {
	void openDatabase({ name: data.name }).then((database) =>
		new IndexedDbRecordStore(database).putProject(data.project),
	);
});
