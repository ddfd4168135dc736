/** Writes the rows that it is sent, as the run worker would, and says when it has. */
import { openJournaled } from '../../../workers/journal/open-journaled.ts';
import type { Instruction } from '../../../src/core/instruction.ts';

let database: ReturnType<typeof openJournaled> | undefined;

addEventListener(
	'message',
	({ data }: MessageEvent<{ name: string; rows: readonly Instruction[] }>) => {
		void (async () => {
			database ??= openJournaled({ name: data.name });
			const { strict } = await database;
			await strict.instructions.bulkPut(data.rows);
			postMessage('written');
		})();
	},
);
