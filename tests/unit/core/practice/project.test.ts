/** The practice project: pure, of the asked sizes, its pools by Zipf and apart from the test splits. */
import { describe, expect, it } from 'vitest';
import { NoveltyIndex } from '../../../../src/core/novelty/novelty-index.ts';
import { makePracticeProject, type PracticeRow } from '../../../../src/core/practice/project.ts';
import { PRACTICE_SKILLS } from '../../../../src/core/practice/world.ts';

const sizes = { train: 900, cache: 300, heldOutPerSkill: 4, developmentPerSkill: 3 };
const of = (rows: readonly PracticeRow[], split: PracticeRow['split']) =>
	rows.filter((row) => row.split === split);
const countBySkill = (rows: readonly PracticeRow[]) => {
	const counts = new Map<string, number>();
	for (const { skill } of rows) counts.set(skill, (counts.get(skill) ?? 0) + 1);
	return counts;
};

describe('the practice project', () => {
	const rows = makePracticeProject(1, sizes);

	it('is a function of its seed', () => {
		expect(makePracticeProject(1, sizes)).toEqual(rows);
		expect(of(makePracticeProject(2, sizes), 'train')).not.toEqual(of(rows, 'train'));
	});

	it('has the same held-out and development instructions for every seed', () => {
		const other = makePracticeProject(2, sizes);
		expect(of(other, 'heldOut')).toEqual(of(rows, 'heldOut'));
		expect(of(other, 'development')).toEqual(of(rows, 'development'));
	});

	it('has as many rows as asked, test splits uniform over the skills', () => {
		expect(of(rows, 'train')).toHaveLength(900);
		expect(of(rows, 'cache')).toHaveLength(300);
		expect([...countBySkill(of(rows, 'heldOut')).entries()]).toEqual(
			PRACTICE_SKILLS.map((skill) => [skill, 4]),
		);
		expect([...countBySkill(of(rows, 'development')).values()]).toEqual(
			PRACTICE_SKILLS.map(() => 3),
		);
	});

	it('draws the pools by Zipf: the k-th skill about 1/k as often as the first', () => {
		const counts = countBySkill([...of(rows, 'train'), ...of(rows, 'cache')]);
		const harmonic = PRACTICE_SKILLS.reduce((total, _, index) => total + 1 / (index + 1), 0);
		// Novelty turns down more of the families with few payloads, so counts stray beyond chance.
		for (const [index, skill] of PRACTICE_SKILLS.slice(0, 5).entries()) {
			const expected = 1200 / (index + 1) / harmonic;
			expect(Math.abs((counts.get(skill) ?? 0) - expected)).toBeLessThan(5 * Math.sqrt(expected));
		}
	});

	it('keeps pool instructions apart from the test splits', () => {
		const tests = new NoveltyIndex();
		for (const row of [...of(rows, 'heldOut'), ...of(rows, 'development')])
			tests.add(row.instruction);
		for (const row of [...of(rows, 'train'), ...of(rows, 'cache')])
			expect(tests.nearest(row.instruction), row.instruction).toBeUndefined();
	});
});
