import { expect, test } from 'vitest';
import type { IterationReport } from '../../../../../src/core/run.ts';
import {
	budgetBySkill,
	budgetIterations,
} from '../../../../../src/ui/pages/loop/budget-by-skill.ts';
import { difficultyMap, inColumns } from '../../../../../src/ui/pages/loop/difficulty-map.ts';
import { rejectionRows } from '../../../../../src/ui/pages/loop/rejections.ts';
import { reportRow, scoreRow } from '../../../../fakes/loop-scene.ts';

const difficulty = (hardBySkill: Readonly<Record<string, number>>): IterationReport['difficulty'] =>
	Object.entries(hardBySkill).map(([skill, hard]) => ({
		skill: skill === '?' ? null : skill,
		hard,
		easy: 10 - hard,
		unscored: 3,
		gap: 1,
	}));

test('the map sorts by the newest share, counts what got easier and names what is stuck', () => {
	const map = difficultyMap(
		[
			reportRow(1, { difficulty: difficulty({ add: 9, sort: 8, '?': 2 }) }),
			reportRow(2, { difficulty: difficulty({ add: 5, sort: 8, '?': 1 }) }),
			reportRow(3, { difficulty: difficulty({ add: 2, sort: 8 }) }),
		],
		4,
	);
	expect(map.iterations).toEqual([1, 2, 3, 4]);
	expect(map.rows.map(({ skill, stuck }) => ({ skill, stuck }))).toEqual([
		{ skill: 'sort', stuck: true },
		{ skill: 'add', stuck: false },
		{ skill: null, stuck: false },
	]);
	expect(map.rows[1]?.cells).toEqual([
		{ iteration: 1, hard: 9, scored: 10, hardShare: 0.9 },
		{ iteration: 2, hard: 5, scored: 10, hardShare: 0.5 },
		{ iteration: 3, hard: 2, scored: 10, hardShare: 0.2 },
		null,
	]);
	expect({ comparable: map.comparable, easier: map.easier }).toEqual({ comparable: 3, easier: 2 });
});

test('a skill of which nothing was scored has no row', () => {
	const unscored = [{ skill: 'add', hard: 0, easy: 0, unscored: 4, gap: 0 }];
	expect(difficultyMap([reportRow(1, { difficulty: unscored })], 1).rows).toEqual([]);
});

test('columns are filled in reading order and none is empty', () => {
	expect(inColumns([1, 2, 3, 4, 5], 4)).toEqual([[1, 2], [3, 4], [5]]);
	expect(inColumns([], 4)).toEqual([]);
});

test('the budget stands beside what it bought; skills without new ones come last', () => {
	const skill = (name: string, relative: number) => ({ skill: name, n: 30, relative, exact: 0 });
	const report = reportRow(2, {
		budget: [
			{ skill: 'add', count: 30 },
			{ skill: 'new', count: 10 },
		],
	});
	const budget = budgetBySkill(report, [
		scoreRow(1, 50, { bySkill: [skill('add', 40), skill('sort', 60)] }),
		scoreRow(2, 55, { bySkill: [skill('add', 52), skill('sort', 58)] }),
	]);
	expect(budget).toEqual({
		iteration: 2,
		total: 40,
		rows: [
			{ skill: 'add', count: 30, share: 0.75, before: 40, after: 52, change: 12, n: 30 },
			{ skill: 'new', count: 10, share: 0.25, before: null, after: null, change: null, n: 0 },
			{ skill: 'sort', count: 0, share: 0, before: 60, after: 58, change: -2, n: 30 },
		],
		known: true,
		compared: 1,
		rose: 1,
	});
});

test('what an iteration bought is unknown until its student is scored', () => {
	const budget = budgetBySkill(reportRow(2), [scoreRow(1, 50)]);
	expect(budget.known).toBe(false);
	expect(budget.rows.every(({ change }) => change === null)).toBe(true);
});

test('only reports that say where instructions went are offered', () => {
	expect(budgetIterations([reportRow(2), reportRow(1, { budget: [] }), reportRow(3)])).toEqual([
		2, 3,
	]);
});

test('rejections of all reports are summed by reason, most frequent first', () => {
	const rows = rejectionRows([
		reportRow(1, { rejected: { empty: 1, 'not-novel': 2 } }),
		reportRow(2, { rejected: { 'not-novel': 5 } }),
	]);
	expect(rows.map(({ reason, count, share }) => ({ reason, count, share }))).toEqual([
		{ reason: 'not-novel', count: 7, share: 7 / 8 },
		{ reason: 'empty', count: 1, share: 1 / 8 },
	]);
});
