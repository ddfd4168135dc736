/** How the product lists a project's rows: the one place to change when it lists them by other means. */
import type { Library } from '../../src/app/ports/library.ts';
import type { ProjectId } from '../../src/core/id.ts';

export type PoolTimes = {
	readonly firstRowsMs: number;
	readonly filterMs: number;
	readonly searchMs: number;
};

/** Opens the rows, counts those of one split, counts those that hold a word: milliseconds each. */
export async function listed(
	library: Pick<Library, 'poolRows'>,
	project: ProjectId,
): Promise<PoolTimes> {
	const started = performance.now();
	const rows = await library.poolRows(project, []);
	const opened = performance.now();
	rows.filter(({ instruction }) => instruction.split === 'heldOut');
	const filtered = performance.now();
	rows.filter(({ instruction: { instruction, input } }) =>
		`${instruction} ${input}`.toLowerCase().includes('describe'),
	);
	return {
		firstRowsMs: opened - started,
		filterMs: filtered - opened,
		searchMs: performance.now() - filtered,
	};
}
