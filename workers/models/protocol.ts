/** What the models' worker can do: fetch the files of one model into its folder. */
import type { WantedFile } from '../../src/core/models/model-note.ts';
import type { StudentFile } from '../../src/core/student.ts';

export type ModelsApi = {
	readonly fetch: {
		readonly args: {
			readonly folder: string;
			readonly wanted: readonly WantedFile[];
			/** Name of a lock that is held for as long as its files are open. */
			readonly turn: string;
			/** How long to wait, in ms, after each connection that breaks; after one more it is given up. */
			readonly waitsMs: readonly number[];
		};
		/** Bytes of it that are here. */
		readonly item: number;
		readonly result: readonly StudentFile[];
	};
};
