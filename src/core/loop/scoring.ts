/** A student's score on a set it never trained on, from the verdicts in the book. */
import type { PairScores } from '../difficulty.ts';
import type { Instruction } from '../instruction.ts';
import type { Estimate, Measured } from '../metrics/estimate.ts';
import { exactShareBySkill } from '../metrics/exact-share.ts';
import { pairedGain, relativeScore } from '../metrics/relative-score.ts';
import { scoreId, type IntervalValue, type Score } from '../run.ts';
import type { Student } from '../student.ts';
import type { Recipe } from '../recipe.ts';
import { evaluationSet } from './pools.ts';
import type { RunBook } from './run-book.ts';
import { referenceAnswer } from './training-rows.ts';

type Scored = {
	readonly row: Instruction;
	readonly pair: PairScores;
	readonly isExact: boolean;
	/** Of the student's answer. */
	readonly origin: string | undefined;
};

/** Seed of the bootstrap: the same verdicts give the same interval. */
const BOOTSTRAP = { seed: 1 };

/** The score of `student` on `set`; fields are null where nothing could be measured. */
export function scoreOf(
	book: RunBook,
	recipe: Recipe,
	student: Student,
	{ set, at }: { readonly set: Score['set']; readonly at: number },
): Score {
	const rows = evaluationSet(book, set);
	const scored = scoredRows(book, recipe, rows, student);
	const before = book.student(student.iteration - 1);
	const { projectId, runId, iteration } = student;
	return {
		schema: 1,
		id: scoreId(student.id, set),
		projectId,
		runId,
		studentId: student.id,
		iteration,
		set,
		relative: interval(
			relativeScore(
				scored.map(({ pair }) => pair),
				BOOTSTRAP,
			),
		),
		gain: before === undefined ? null : gainOver(book, before, scored),
		exact: exactShare(scored),
		n: scored.length,
		unscored: rows.length - scored.length,
		...elsewhere(scored),
		bySkill: bySkill(scored),
		at,
	};
}

function scoredRows(
	book: RunBook,
	recipe: Recipe,
	rows: readonly Instruction[],
	student: Student,
): Scored[] {
	const scored: Scored[] = [];
	for (const row of rows) {
		const pair = book.pairScores(row.id, student);
		if (pair === undefined) continue;
		const answer = book.answer(row.id, student.id);
		const given = answer?.text.trim();
		const wanted = referenceAnswer(book, recipe, row)?.text.trim();
		const isExact = given !== undefined && given === wanted;
		scored.push({ row, pair, isExact, origin: answer?.origin });
	}
	return scored;
}

function elsewhere(scored: readonly Scored[]): Pick<Score, 'elsewhere'> {
	const origins = scored.flatMap(({ origin }) => origin ?? []);
	if (origins.length === 0) return {};
	return { elsewhere: { n: origins.length, origins: [...new Set(origins)].sort() } };
}

function gainOver(book: RunBook, before: Student, scored: readonly Scored[]): IntervalValue | null {
	const both = scored.flatMap(({ row, pair }) => {
		const earlier = book.pairScores(row.id, before);
		return earlier === undefined ? [] : [{ earlier, now: pair }];
	});
	return interval(
		pairedGain(
			both.map(({ earlier }) => earlier),
			both.map(({ now }) => now),
			BOOTSTRAP,
		),
	);
}

function exactShare(scored: readonly Scored[]): number | null {
	const share = exactShareBySkill(
		scored.map(({ row, isExact }) => ({ skill: row.skill ?? '', isExact })),
	);
	return share.value ?? null;
}

function bySkill(scored: readonly Scored[]): Score['bySkill'] {
	const groups = new Map<string | null, Scored[]>();
	for (const one of scored) {
		const group = groups.get(one.row.skill) ?? [];
		group.push(one);
		groups.set(one.row.skill, group);
	}
	return [...groups].map(([skill, group]) => ({
		skill,
		n: group.length,
		relative:
			(100 * sum(group, ({ pair }) => pair.student)) / sum(group, ({ pair }) => pair.teacher),
		exact: sum(group, ({ isExact }) => Number(isExact)) / group.length,
	}));
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
	return values.reduce((total, value) => total + of(value), 0);
}

function interval(measured: Measured): IntervalValue | null {
	return isEstimate(measured)
		? { value: measured.value, low: measured.low, high: measured.high }
		: null;
}

function isEstimate(measured: Measured): measured is Estimate {
	return measured.value !== undefined;
}
