/** A pool as an open vessel: one mark for so many instructions, as SVG paths. */

export type VesselCounts = {
	readonly hard: number;
	readonly easy: number;
	/** Not scored yet. */
	readonly waiting: number;
};
export type VesselMarks = {
	/** Path data of the marks of each kind, '' for none. */
	readonly hard: string;
	readonly easy: string;
	readonly waiting: string;
	/** Size of the drawing, px. */
	readonly width: number;
	readonly height: number;
};

const MARKS_IN_A_ROW = 25;
const STEP_PX = 9;
/** Twelve rows: more would push the stages off the first screen. */
const MOST_MARKS = 300;
const UNITS = [20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000];

/** Instructions that one mark stands for, so that the largest pool keeps within 300 marks; 20 at least. */
export function unitFor(largestPool: number): number {
	return UNITS.find((unit) => largestPool <= unit * MOST_MARKS) ?? 100_000;
}

/** The marks of a pool: hard first, then easy, then waiting. A kind that is there at all has one mark. */
export function vesselMarks(counts: VesselCounts, unit: number): VesselMarks {
	let place = 0;
	const next = (instructions: number, path: (x: number, y: number) => string) => {
		const marks = instructions === 0 ? 0 : Math.max(1, Math.round(instructions / unit));
		const pieces: string[] = [];
		for (let index = 0; index < marks; index++, place++) {
			const x = (place % MARKS_IN_A_ROW) * STEP_PX + STEP_PX / 2;
			const y = Math.floor(place / MARKS_IN_A_ROW) * STEP_PX + STEP_PX / 2;
			pieces.push(path(x, y));
		}
		return pieces.join('');
	};
	const hard = next(counts.hard, diamond(3.8));
	const easy = next(counts.easy, diamond(3));
	const waiting = next(counts.waiting, diamond(1.3));
	const rows = Math.max(1, Math.ceil(place / MARKS_IN_A_ROW));
	return { hard, easy, waiting, width: MARKS_IN_A_ROW * STEP_PX, height: rows * STEP_PX };
}

function diamond(radius: number): (x: number, y: number) => string {
	const r = String(radius);
	return (x, y) => `M${String(x)} ${(y - radius).toFixed(1)}l${r} ${r}-${r} ${r}-${r}-${r}z`;
}
