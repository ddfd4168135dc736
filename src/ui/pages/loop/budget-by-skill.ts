/** Where the new instructions of an iteration went by skill, and what its student's score did there. */
import type { IterationReport, Score } from '../../../core/run.ts';

type BudgetRow = {
	/** null: skill unknown. */
	readonly skill: string | null;
	/** New training instructions. */
	readonly count: number;
	/** Share of all new training instructions of the iteration, 0–1. */
	readonly share: number;
	/** Score on the skill's held-out instructions, % of the teacher's; null: none of them, or not scored yet. */
	readonly before: number | null;
	readonly after: number | null;
	/** after − before, points of a per cent. */
	readonly change: number | null;
	/** Held-out instructions that the change rests on. */
	readonly n: number;
};
type SkillScore = Score['bySkill'][number];
export type BudgetBySkill = {
	readonly iteration: number;
	readonly total: number;
	/** Most new instructions first; skills that got none stand last, by change. */
	readonly rows: readonly BudgetRow[];
	/** Whether the iteration's student is scored, so that changes are known. */
	readonly known: boolean;
	/** Skills that got new instructions and are scored before and after; those of them that rose. */
	readonly compared: number;
	readonly rose: number;
};

/** Iterations whose report says where new instructions went, in order. */
export function budgetIterations(reports: readonly IterationReport[]): number[] {
	return reports
		.filter(({ budget }) => budget.length > 0)
		.map(({ iteration }) => iteration)
		.sort((one, other) => one - other);
}

/** The budget of `iteration` against the held-out scores of student-k and student-(k−1). */
export function budgetBySkill(report: IterationReport, scores: readonly Score[]): BudgetBySkill {
	const { iteration, budget } = report;
	const before = skillScores(scores, iteration - 1);
	const after = skillScores(scores, iteration);
	const total = budget.reduce((sum, { count }) => sum + count, 0);
	const counts = new Map(budget.map(({ skill, count }) => [skill, count]));
	const skills = new Set([...counts.keys(), ...(after?.keys() ?? [])]);
	const rows = [...skills].map((skill): BudgetRow => {
		const count = counts.get(skill) ?? 0;
		const share = total === 0 ? 0 : count / total;
		return { skill, count, share, ...bought(before?.get(skill), after?.get(skill)) };
	});
	rows.sort((one, other) => other.count - one.count || (other.change ?? 0) - (one.change ?? 0));
	const compared = rows.filter(({ count, change }) => count > 0 && change !== null);
	return {
		iteration,
		total,
		rows,
		known: before !== undefined && after !== undefined,
		compared: compared.length,
		rose: compared.filter(({ change }) => (change ?? 0) > 0).length,
	};
}

function bought(was: SkillScore | undefined, now: SkillScore | undefined) {
	const before = was?.relative ?? null;
	const after = now?.relative ?? null;
	const change = before === null || after === null ? null : after - before;
	return { before, after, change, n: now?.n ?? 0 };
}

function skillScores(scores: readonly Score[], iteration: number) {
	const score = scores.find((one) => one.set === 'heldOut' && one.iteration === iteration);
	return score && new Map(score.bySkill.map((row) => [row.skill, row]));
}
