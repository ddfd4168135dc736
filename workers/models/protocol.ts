/** What the models' worker can do: fetch the files of one model into its folder. */
import type { WantedFile } from '../../src/core/models/model-note.ts';
import type { StudentFile } from '../../src/core/student.ts';

export type Patience = {
	/** How long to wait, in ms, after each connection in a row that brings nothing; after one more it is given up. */
	readonly waitsMs: readonly number[];
	/** A connection on which nothing comes for so long is given up, and another made. */
	readonly stalledMs: number;
};

export type ModelsApi = {
	readonly fetch: {
		readonly args: {
			readonly folder: string;
			readonly wanted: readonly WantedFile[];
			/** Name of a lock that is held for as long as its files are open. */
			readonly turn: string;
			readonly patience: Patience;
		};
		/** Bytes of it that are here. */
		readonly item: number;
		readonly result: readonly StudentFile[];
	};
};
