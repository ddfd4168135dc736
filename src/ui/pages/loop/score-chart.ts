/** Where the points of the score chart stand, in pixels of a drawing of known width. */
import type { IntervalValue, Score } from '../../../core/run.ts';
import { heldOutScores } from './finding.ts';

const HEIGHT = 178;
const TOP = 10;
const BOTTOM = 154;
const LEFT = 30;
/** Room for the words beside the last column. */
const RIGHT = 104;
const INSET = 14;

type ChartPoint = {
	readonly iteration: number;
	readonly value: IntervalValue;
	readonly x: number;
	readonly y: number;
	readonly lowY: number;
	readonly highY: number;
};
export type ScoreChart = {
	readonly width: number;
	readonly height: number;
	readonly left: number;
	readonly right: number;
	readonly bottom: number;
	/** Lines of the scale, per cent; 100 is the teacher's. */
	readonly levels: readonly { readonly percent: number; readonly y: number }[];
	readonly columns: readonly {
		readonly iteration: number;
		readonly name: string;
		readonly x: number;
	}[];
	readonly points: readonly ChartPoint[];
	/** Path through the points, '' for none. */
	readonly path: string;
};

/** The chart of held-out scores from the base to the last planned iteration; the scale always begins at 0. */
export function scoreChart(
	scores: readonly Score[],
	iterations: number,
	width: number,
): ScoreChart {
	const known = heldOutScores(scores);
	const highest = Math.max(100, ...known.map(({ relative }) => relative.high));
	const top = highest <= 100 ? 100 : Math.ceil(highest / 25) * 25;
	const right = Math.max(LEFT + 2 * INSET, width - RIGHT);
	const count = Math.max(iterations, known.at(-1)?.iteration ?? 0) + 2;
	const stepPx = (right - LEFT - 2 * INSET) / (count - 1);
	const xOf = (iteration: number) => LEFT + INSET + (iteration + 1) * stepPx;
	const yOf = (percent: number) => BOTTOM - ((BOTTOM - TOP) * Math.max(0, percent)) / top;
	const points = known.map(({ iteration, relative }) => ({
		iteration,
		value: relative,
		x: xOf(iteration),
		y: yOf(relative.value),
		lowY: yOf(relative.low),
		highY: yOf(relative.high),
	}));
	return {
		width,
		height: HEIGHT,
		left: LEFT,
		right,
		bottom: BOTTOM,
		levels: [0, 50, 100].map((percent) => ({ percent, y: yOf(percent) })),
		columns: Array.from({ length: count }, (_, index) => {
			const iteration = index - 1;
			return { iteration, name: iteration < 0 ? 'base' : String(iteration), x: xOf(iteration) };
		}),
		points,
		path: points
			.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`)
			.join(''),
	};
}
