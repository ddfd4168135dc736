/** The difficulty map: share of hard instructions by skill and iteration. */
import type { IterationReport, SkillDifficulty } from '../../../core/run.ts';

type MapCell = {
	readonly iteration: number;
	readonly hard: number;
	readonly scored: number;
	/** Of the scored, 0–1. */
	readonly hardShare: number;
};
export type MapRow = {
	/** null: skill unknown. */
	readonly skill: string | null;
	/** One a column; null where nothing of the skill was scored. */
	readonly cells: readonly (MapCell | null)[];
	/** Still mostly hard, and not easier than two iterations ago. */
	readonly stuck: boolean;
};
export type DifficultyMap = {
	readonly iterations: readonly number[];
	/** Hardest first by the newest iteration; skills of equal share by name. */
	readonly rows: readonly MapRow[];
	/** Skills with a first and a later share to compare, and how many of them have fewer hard ones now. */
	readonly comparable: number;
	readonly easier: number;
};

/** Fewer instructions than this say nothing about being stuck. */
const ENOUGH_TO_JUDGE = 5;
const MOSTLY_HARD = 0.4;

/** The map of a run's reports; columns up to `iterations`, so that what is still to come has its place. */
export function difficultyMap(
	reports: readonly IterationReport[],
	iterations: number,
): DifficultyMap {
	const judged = reports.filter(({ difficulty }) => difficulty.length > 0);
	const last = Math.max(iterations, ...judged.map(({ iteration }) => iteration), 0);
	const columns = Array.from({ length: last }, (_, index) => index + 1);
	const bySkill = new Map<string | null, Map<number, SkillDifficulty>>();
	for (const { iteration, difficulty } of judged)
		for (const found of difficulty) {
			const row = bySkill.get(found.skill) ?? new Map<number, SkillDifficulty>();
			bySkill.set(found.skill, row.set(iteration, found));
		}
	const rows = [...bySkill]
		.map(([skill, found]) => rowOf(skill, found, columns))
		.filter(({ cells }) => cells.some((cell) => cell !== null))
		.sort((one, other) => newest(other) - newest(one) || byName(one.skill, other.skill));
	const compared = rows
		.map(({ cells }) => cells.filter((cell) => cell !== null))
		.filter((known) => known.length > 1);
	return {
		iterations: columns,
		rows,
		comparable: compared.length,
		easier: compared.filter((known) => (known.at(-1)?.hardShare ?? 0) < (known[0]?.hardShare ?? 0))
			.length,
	};
}

/** Splits rows into `parts` lists of nearly equal length, in reading order; none is empty. */
export function inColumns<T>(rows: readonly T[], parts: number): (readonly T[])[] {
	const size = Math.max(1, Math.ceil(rows.length / parts));
	const columns: (readonly T[])[] = [];
	for (let start = 0; start < rows.length; start += size)
		columns.push(rows.slice(start, start + size));
	return columns;
}

function rowOf(
	skill: string | null,
	found: ReadonlyMap<number, SkillDifficulty>,
	columns: readonly number[],
): MapRow {
	const cells = columns.map((iteration) => {
		const { hard, easy } = found.get(iteration) ?? { hard: 0, easy: 0 };
		return hard + easy === 0
			? null
			: { iteration, hard, scored: hard + easy, hardShare: hard / (hard + easy) };
	});
	return { skill, cells, stuck: isStuck(cells) };
}

function isStuck(cells: readonly (MapCell | null)[]): boolean {
	const known = cells.filter((cell) => cell !== null);
	const now = known.at(-1);
	const before = known.at(-3);
	if (now === undefined || before === undefined) return false;
	if (now.scored < ENOUGH_TO_JUDGE || before.scored < ENOUGH_TO_JUDGE) return false;
	return now.hardShare >= MOSTLY_HARD && now.hardShare >= before.hardShare;
}

function newest({ cells }: MapRow): number {
	return cells.filter((cell) => cell !== null).at(-1)?.hardShare ?? -1;
}

function byName(one: string | null, other: string | null): number {
	return (one ?? '\uffff').localeCompare(other ?? '\uffff');
}
