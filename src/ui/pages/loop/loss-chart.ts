/** The training loss as paths in pixels, with the same numbers thinned for a table. */
import type { TrainingJob, TrainingPoint } from '../../../core/run.ts';

const HEIGHT = 150;
const TOP = 10;
const BOTTOM = 126;
const LEFT = 34;
const RIGHT = 64;
const MOST_TABLE_ROWS = 40;
const SMOOTHED_OVER = 9;
const ROUND = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

export type LossChart = {
	readonly width: number;
	readonly height: number;
	readonly left: number;
	readonly right: number;
	readonly bottom: number;
	readonly levels: readonly { readonly loss: number; readonly y: number }[];
	/** Moving mean, which shows the trend; the raw losses are another path. */
	readonly path: string;
	readonly rawPath: string;
	/** Moving mean of the job before, for comparison; '' for none. */
	readonly pastPath: string;
	readonly last: { readonly x: number; readonly y: number; readonly point: TrainingPoint } | null;
	readonly lastStep: number;
};

/** Loss by share of the job done, 0 nats a token at the bottom; `past` is drawn on the same scales. */
export function lossChart(
	job: TrainingJob,
	past: TrainingJob | undefined,
	width: number,
): LossChart {
	const right = Math.max(LEFT + 40, width - RIGHT);
	const lastStep = stepsOf(job);
	const highest = Math.max(
		0.1,
		...job.points.map(({ loss }) => loss),
		...(past?.points ?? []).map(({ loss }) => loss),
	);
	const top = niceAbove(highest);
	const yOf = (loss: number) => BOTTOM - ((BOTTOM - TOP) * Math.max(0, loss)) / top;
	const place = (steps: number) => (point: TrainingPoint) => ({
		x: LEFT + ((right - LEFT) * point.step) / Math.max(1, steps),
		y: yOf(point.loss),
		point,
	});
	const points = smoothed(job.points).map(place(lastStep));
	return {
		width,
		height: HEIGHT,
		left: LEFT,
		right,
		bottom: BOTTOM,
		levels: [0, top / 2, top].map((loss) => ({ loss, y: yOf(loss) })),
		path: pathOf(points),
		rawPath: pathOf(job.points.map(place(lastStep))),
		pastPath: past === undefined ? '' : pathOf(smoothed(past.points).map(place(stepsOf(past)))),
		last: points.at(-1) ?? null,
		lastStep,
	};
}

/** At most 40 points, evenly spread, first and last among them. */
export function thinned(points: readonly TrainingPoint[]): TrainingPoint[] {
	if (points.length <= MOST_TABLE_ROWS) return [...points];
	const stride = (points.length - 1) / (MOST_TABLE_ROWS - 1);
	return Array.from(
		{ length: MOST_TABLE_ROWS },
		(_, index) => points[Math.round(index * stride)],
	).filter((point) => point !== undefined);
}

function stepsOf({ totalSteps, points }: TrainingJob): number {
	return totalSteps ?? points.at(-1)?.step ?? 1;
}

function pathOf(points: readonly { readonly x: number; readonly y: number }[]): string {
	return points
		.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`)
		.join('');
}

/** Each loss as the mean of itself and up to 8 before it; few points stay as they are. */
export function smoothed(points: readonly TrainingPoint[]): readonly TrainingPoint[] {
	if (points.length < 3 * SMOOTHED_OVER) return points;
	return points.map((point, index) => {
		const window = points.slice(Math.max(0, index - SMOOTHED_OVER + 1), index + 1);
		const loss = window.reduce((sum, one) => sum + one.loss, 0) / window.length;
		return { ...point, loss };
	});
}

/** A round number no less than `value`. */
function niceAbove(value: number): number {
	const power = 10 ** Math.floor(Math.log10(value));
	return ROUND.map((factor) => factor * power).find((candidate) => candidate >= value) ?? value;
}
