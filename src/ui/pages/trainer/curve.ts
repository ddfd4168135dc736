/** Options of a live curve: whole scale from 0, role ink, past dashed, the newest point marked and named. */
import type uPlot from 'uplot';
import { inkOf } from './ink.ts';

export type Curve = {
	readonly name: string;
	/** [step, value], steps rising. */
	readonly points: readonly (readonly [number, number])[];
	/** The token of its colour, e.g. '--student-line'. */
	readonly ink: string;
	readonly isPast: boolean;
};
export type CurveLook = {
	readonly host: HTMLElement;
	readonly width: number;
	readonly height: number;
	readonly lastStep: number;
	readonly format: (value: number) => string;
};

const FONT = '12px "IBM Plex Sans Variable", sans-serif';
const DASH = [5, 3];

/** Steps of all curves together, and each curve's values on them; null where it has none. */
export function curveColumns(curves: readonly Curve[]): uPlot.AlignedData {
	const steps = [...new Set(curves.flatMap(({ points }) => points.map(([step]) => step)))].sort(
		(a, b) => a - b,
	);
	const values = curves.map(({ points }) => {
		const byStep = new Map(points);
		return steps.map((step) => byStep.get(step) ?? null);
	});
	return [steps, ...values];
}

export function curveOptions(curves: readonly Curve[], look: CurveLook): uPlot.Options {
	const { host, width, height, lastStep, format } = look;
	const axis = {
		stroke: inkOf(host, '--ink-soft'),
		font: FONT,
		ticks: { show: false },
	};
	return {
		width,
		height,
		cursor: { show: false },
		legend: { show: false },
		scales: {
			x: { time: false, range: [0, Math.max(1, lastStep)] },
			y: { range: (_plot, _low, high) => [0, high > 0 ? high * 1.08 : 1] },
		},
		axes: [
			{ ...axis, grid: { show: false }, size: 24 },
			{
				...axis,
				size: 44,
				grid: { stroke: inkOf(host, '--rule'), width: 1 },
				values: (_plot, splits) => splits.map(format),
				space: 40,
			},
		],
		series: [
			{},
			...curves.map(({ ink, isPast }) => ({
				stroke: inkOf(host, ink),
				width: 1.75,
				spanGaps: true,
				points: { show: false },
				...(isPast ? { dash: DASH } : {}),
			})),
		],
		hooks: { draw: [(plot) => { nameNewest(plot, curves, look); }] },
	};
}

/** A dot and a name at the end of each curve that still grows. */
function nameNewest(plot: uPlot, curves: readonly Curve[], { host, format }: CurveLook): void {
	const { ctx } = plot;
	for (const curve of curves) {
		const newest = curve.points.at(-1);
		if (newest === undefined || curve.isPast) continue;
		const [step, value] = newest;
		const x = plot.valToPos(step, 'x', true);
		const y = plot.valToPos(value, 'y', true);
		const scale = devicePixelRatio;
		ctx.save();
		ctx.fillStyle = inkOf(host, curve.ink);
		ctx.beginPath();
		ctx.arc(x, y, 4 * scale, 0, 2 * Math.PI);
		ctx.fill();
		ctx.font = `${12 * scale}px "IBM Plex Sans Variable", sans-serif`;
		const label = `${curve.name} ${format(value)}`.trim();
		// At the right edge the name goes to the left of its dot.
		const isLate = x > plot.bbox.left + plot.bbox.width * 0.7;
		ctx.textAlign = isLate ? 'right' : 'left';
		// A halo of paper keeps the name readable over another curve.
		ctx.strokeStyle = inkOf(host, '--paper');
		ctx.lineWidth = 4 * scale;
		ctx.strokeText(label, x + (isLate ? -9 : 9) * scale, y - 9 * scale);
		ctx.fillText(label, x + (isLate ? -9 : 9) * scale, y - 9 * scale);
		ctx.restore();
	}
}
