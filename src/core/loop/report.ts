/** What one iteration found (difficulty by skill) and bought (new instructions by skill), from the book. */
import { difficultyOf, isHard } from '../difficulty.ts';
import type { Instruction } from '../instruction.ts';
import { refereeAgreement } from '../metrics/referee-agreement.ts';
import type { Recipe } from '../recipe.ts';
import { reportId, type IterationReport, type Run, type SkillDifficulty } from '../run.ts';
import type { Student } from '../student.ts';
import { cachePool, trainPool } from './pools.ts';
import type { RunBook } from './run-book.ts';

/** The report of iteration k as far as its stages have come. */
export function reportOf(
	book: RunBook,
	run: Run,
	iteration: number,
	shortOf: string | null,
): IterationReport {
	const student = book.student(iteration - 1);
	const pool = cachePool(book, run.recipe, iteration);
	const generated = [...book.instructions.values()].filter((row) => row.iteration === iteration);
	const accepted = {
		hard: generated.filter((row) => row.operator === 'hard').length,
		easy: generated.filter((row) => row.operator === 'easy').length,
	};
	const rejected: IterationReport['rejected'] = rejectedByReason(book, iteration);
	return {
		schema: 1,
		id: reportId(run.id, iteration),
		projectId: run.projectId,
		runId: run.id,
		iteration,
		difficulty: student === undefined ? [] : difficultyBySkill(book, run.recipe, pool, student),
		agreement: student === undefined ? null : agreementOf(book, pool, student),
		asked: accepted.hard + accepted.easy + Object.values(rejected).reduce((a, b) => a + b, 0),
		accepted,
		rejected,
		budget: countBySkill(trainPool(book, run.recipe, iteration)),
		shortOf,
	};
}

function rejectedByReason(book: RunBook, iteration: number): IterationReport['rejected'] {
	const counts: Partial<Record<keyof IterationReport['rejected'], number>> = {};
	for (const { iteration: of, reason } of book.rejections.values())
		if (of === iteration) counts[reason] = (counts[reason] ?? 0) + 1;
	return counts;
}

/** Hard, easy and unscored of each skill in the pool, the hardest skill first. */
function difficultyBySkill(
	book: RunBook,
	recipe: Recipe,
	pool: readonly Instruction[],
	student: Student,
): readonly SkillDifficulty[] {
	const skills = new Map<
		string | null,
		{ hard: number; easy: number; unscored: number; gap: number }
	>();
	for (const row of pool) {
		const count = skills.get(row.skill) ?? { hard: 0, easy: 0, unscored: 0, gap: 0 };
		skills.set(row.skill, count);
		const scores = book.pairScores(row.id, student);
		if (scores === undefined) {
			count.unscored++;
			continue;
		}
		count[isHard(scores, recipe.referee) ? 'hard' : 'easy']++;
		count.gap += difficultyOf(scores);
	}
	return [...skills]
		.map(([skill, { hard, easy, unscored, gap }]) => ({
			skill,
			hard,
			easy,
			unscored,
			gap: hard + easy === 0 ? 0 : gap / (hard + easy),
		}))
		.sort((a, b) => b.gap - a.gap);
}

function agreementOf(book: RunBook, pool: readonly Instruction[], student: Student): number | null {
	const orders = pool.flatMap((row) => {
		const scores = book.pairScores(row.id, student);
		return scores === undefined
			? []
			: [{ teacherFirst: scores.gaps[0], studentFirst: scores.gaps[1] }];
	});
	return refereeAgreement(orders).value ?? null;
}

function countBySkill(rows: readonly Instruction[]): IterationReport['budget'] {
	const counts = new Map<string | null, number>();
	for (const { skill } of rows) counts.set(skill, (counts.get(skill) ?? 0) + 1);
	return [...counts].map(([skill, count]) => ({ skill, count })).sort((a, b) => b.count - a.count);
}
