/** What a page asks of its journal worker: pages can't write files without waiting. */
export type JournalApi = {
	readonly append: {
		readonly args: {
			readonly database: string;
			readonly id: string;
			readonly line: string;
			readonly isDurable: boolean;
		};
		readonly item: never;
		readonly result: undefined;
	};
	/** Whether the journal was rewritten. */
	readonly tidy: {
		readonly args: {
			readonly database: string;
			readonly id: string;
			/** Something was deleted that must not stay in it. */
			readonly isForced: boolean;
		};
		readonly item: never;
		readonly result: boolean;
	};
};
