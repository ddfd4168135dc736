import { expect, test } from 'vitest';
import { lossChart, smoothed, thinned } from '../../../../../src/ui/pages/loop/loss-chart.ts';
import { scoreChart } from '../../../../../src/ui/pages/loop/score-chart.ts';
import { unitFor, vesselMarks } from '../../../../../src/ui/pages/loop/vessel-marks.ts';
import { around, jobRow, scoreRow } from '../../../../fakes/loop-scene.ts';

test('the score chart keeps the whole scale from 0 to the teacher and room for what is to come', () => {
	const chart = scoreChart([scoreRow(-1, 50), scoreRow(0, 100)], 2, 416);
	expect(chart.levels.map(({ percent }) => percent)).toEqual([0, 50, 100]);
	expect(chart.columns.map(({ name }) => name)).toEqual(['base', '0', '1', '2']);
	expect(chart.points[0]?.y).toBe(chart.levels[1]?.y);
	expect(chart.points[1]?.y).toBe(chart.levels[2]?.y);
	expect(chart.points.map(({ x }) => x)).toEqual(chart.columns.slice(0, 2).map(({ x }) => x));
});

test('a student above the teacher does not leave the score chart', () => {
	const chart = scoreChart([scoreRow(0, 118, { relative: around(118, 4) })], 0, 416);
	expect(chart.points[0]?.highY).toBeGreaterThanOrEqual(10);
	expect(chart.levels[2]?.y).toBeGreaterThan(10);
});

test('the loss chart spans all steps of the job, so that a running one ends where it is', () => {
	const chart = lossChart(jobRow(1, 94), undefined, 400);
	expect(chart.last?.x).toBeCloseTo((chart.left + chart.right) / 2, 0);
	expect(chart.levels[0]).toEqual({ loss: 0, y: chart.bottom });
	expect(chart.pastPath).toBe('');
});

test('the trend is the mean of nine steps; few points are drawn as they are', () => {
	const points = Array.from({ length: 30 }, (_, step) => ({
		step,
		loss: step,
		learningRate: null,
	}));
	expect(smoothed(points)[20]?.loss).toBe(16);
	expect(smoothed(points)[1]?.loss).toBe(0.5);
	expect(smoothed(points.slice(0, 26))).toEqual(points.slice(0, 26));
});

test('the table of losses has at most 40 rows, first and last among them', () => {
	const { points } = jobRow(1, 188);
	const rows = thinned(points);
	expect(rows).toHaveLength(40);
	expect([rows[0], rows.at(-1)]).toEqual([points[0], points.at(-1)]);
	expect(thinned(points.slice(0, 3))).toEqual(points.slice(0, 3));
});

test('a vessel holds one mark for each unit, hard first', () => {
	const marks = vesselMarks({ hard: 40, easy: 20, waiting: 0 }, 20);
	const counted = (path: string) => path.split('M').length - 1;
	expect([marks.hard, marks.easy, marks.waiting].map(counted)).toEqual([2, 1, 0]);
	expect(marks.hard.startsWith('M4.5 ')).toBe(true);
	expect(marks.easy.startsWith('M22.5 ')).toBe(true);
});

test('a few instructions of a kind are still one mark', () => {
	expect(vesselMarks({ hard: 1, easy: 0, waiting: 0 }, 50).hard).not.toBe('');
});

test('a mark stands for 20 instructions, for more where the pool would not fit', () => {
	expect([0, 6000, 6001, 52_000, 70_000].map(unitFor)).toEqual([20, 20, 50, 200, 500]);
});
