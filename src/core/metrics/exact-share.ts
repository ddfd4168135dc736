/** How many answers are exactly right, skill by skill. */
import { type NoEstimate, nothingMeasured } from './estimate.ts';

export type ExactAnswer = { readonly skill: string; readonly isExact: boolean };

type SkillShare = {
	readonly skill: string;
	/** Share of the skill's answers that are exactly right, 0–1. */
	readonly share: number;
	readonly n: number;
};

export type ExactShare = {
	/** Unweighted mean of the skills' shares, 0–1: a skill with many instructions counts as one. */
	readonly value: number;
	readonly n: number;
	/** In the order in which the skills first came. */
	readonly skills: readonly SkillShare[];
};

/** The share answered exactly right, as the unweighted mean over skills. */
export function exactShareBySkill(answers: readonly ExactAnswer[]): ExactShare | NoEstimate {
	if (answers.length === 0) return nothingMeasured('nothing was answered');
	const counts = new Map<string, { exact: number; n: number }>();
	for (const { skill, isExact } of answers) {
		const count = counts.get(skill) ?? { exact: 0, n: 0 };
		counts.set(skill, { exact: count.exact + Number(isExact), n: count.n + 1 });
	}
	const skills = [...counts].map(([skill, { exact, n }]) => ({ skill, share: exact / n, n }));
	const sum = skills.reduce((total, { share }) => total + share, 0);
	return { value: sum / skills.length, n: answers.length, skills };
}
