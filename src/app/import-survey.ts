/** The first reading of a file: what is in it, which rows are held out, before any of it is written. */
import { drawHeldOut, HeldOutNeighbours } from '../core/formats/split.ts';
import { type SurveyedRow, Tally } from '../core/formats/tally.ts';
import type { ImportReport } from '../core/project.ts';
import { type ReadSource, rowsOf, sampled, type SampledSource } from './import-rows.ts';
import type { ImportOrder, RecordFiles, Watching } from './import-ports.ts';

export type Survey = {
	readonly source: SampledSource;
	readonly tally: Tally;
	/** Numbers of the rows of the file that are held out; none where a second file is. */
	readonly heldOut: ReadonlySet<number>;
	/** The second file, whose rows are all held out. */
	readonly second: {
		readonly name: string;
		readonly tally: Tally;
		readonly rows: readonly SurveyedRow[];
	} | null;
	readonly neighbours: HeldOutNeighbours;
};

export async function surveyOf(
	files: RecordFiles,
	order: ImportOrder,
	watching: Watching,
): Promise<Survey> {
	const { seed, heldOut: choice } = order;
	const source = await sampled(files, order.source);
	const { tally } = await counted(files, source, watching);
	if (choice.kind === 'file') {
		const theirs = await sampled(files, choice.source);
		const second = await counted(files, theirs, watching, () => true);
		const neighbours = new HeldOutNeighbours(second.rows);
		const { name } = choice.source;
		return { source, tally, heldOut: new Set(), second: { name, ...second }, neighbours };
	}
	const heldOut = drawHeldOut(tally.usable, seed, choice);
	const { rows } = await counted(files, source, watching, (row) => heldOut.has(row));
	return { source, tally, heldOut, second: null, neighbours: new HeldOutNeighbours(rows) };
}

/** Counts all rows; keeps those whose number is wanted, repeats left out. */
async function counted(
	files: RecordFiles,
	source: ReadSource,
	watching: Watching,
	isWanted: (row: number) => boolean = () => false,
): Promise<{ readonly tally: Tally; readonly rows: readonly SurveyedRow[] }> {
	const tally = new Tally();
	const rows: SurveyedRow[] = [];
	for await (const some of rowsOf(files, source, 'read', watching))
		for (const row of some) {
			if ('reason' in row) tally.refuse(row);
			else {
				tally.take(row);
				if (isWanted(row.row) && tally.usable.at(-1) === row.row) rows.push(row);
			}
		}
	return { tally, rows };
}

/** The usable rows of the surveyed file again, in order, some at a time: each as it will stand in the project. */
export async function* placedRows(
	files: RecordFiles,
	{ source, tally, heldOut, neighbours }: Survey,
	step: 'compare' | 'write',
	watching: Watching,
): AsyncGenerator<readonly PlacedRow[]> {
	let next = 0;
	for await (const some of rowsOf(files, source, step, watching)) {
		const placed: PlacedRow[] = [];
		for (const row of some) {
			// Refused rows and repeats are not among the usable ones.
			if ('reason' in row || row.row !== tally.usable[next]) continue;
			next++;
			placed.push(placeOf(row, heldOut, neighbours));
		}
		yield placed;
	}
}

export type PlacedRow = {
	readonly row: SurveyedRow;
	readonly split: 'pool' | 'heldOut' | 'setAside';
	/** Of a row set aside: number of the held-out row that it is too close to, and how close. */
	readonly near: { readonly row: number; readonly rougeL: number } | null;
};

function placeOf(
	row: SurveyedRow,
	heldOut: ReadonlySet<number>,
	neighbours: HeldOutNeighbours,
): PlacedRow {
	if (heldOut.has(row.row)) return { row, split: 'heldOut', near: null };
	const near = neighbours.of(row);
	return { row, split: near === null ? 'pool' : 'setAside', near };
}

/** The report, once it is known how many rows are set aside. */
export function reportOf(
	{ source, tally, heldOut, second }: Survey,
	setAside: number,
): ImportReport {
	const tallies = second === null ? [tally] : [tally, second.tally];
	const sum = (count: (tally: Tally) => number) =>
		tallies.reduce((total, one) => total + count(one), 0);
	const refusedByReason: Record<string, number> = {};
	for (const one of tallies)
		for (const [reason, count] of one.refusedByReason)
			refusedByReason[reason] = (refusedByReason[reason] ?? 0) + count;
	const theirs = second?.tally.refused.map((row) => ({ ...row, file: second.name })) ?? [];
	return {
		fileName: source.name,
		...(second === null ? {} : { heldOutFile: second.name }),
		rows: sum(({ rows }) => rows),
		accepted: sum(({ usable }) => usable.length) - setAside,
		heldOut: second === null ? heldOut.size : second.tally.usable.length,
		setAside,
		duplicates: sum(({ duplicates }) => duplicates),
		refused: [...tally.refused, ...theirs],
		refusedByReason,
		laterTurns: sum(({ laterTurns }) => laterTurns),
		systemPrompts: sum(({ systemPrompts }) => systemPrompts),
	};
}
