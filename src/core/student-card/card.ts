/** A student on one page: its score against the teacher, what it needs, how fast it is here; what nobody measured is null. */
import type {
	BenchmarkDevice,
	BenchmarkFigures,
	DeviceBenchmark,
} from '../device-benchmark/benchmark.ts';
import type { IntervalValue, Score } from '../run.ts';

/** On one engine, as it was measured last. */
export type CardSpeed = {
	readonly engine: string;
	readonly batch: number;
	readonly figures: BenchmarkFigures;
	/** Unix ms of the measurement's beginning. */
	readonly at: number;
	readonly device: BenchmarkDevice;
};

export type CardScore = {
	/** Per cent of the teacher's points, both orders, with its 95 % interval. */
	readonly relative: IntervalValue;
	/** Over the student before; null: it is the first. */
	readonly gain: IntervalValue | null;
	/** Share answered exactly as the teacher did, 0–1; null: not known. */
	readonly exact: number | null;
	/** Held-out instructions that were scored. */
	readonly n: number;
	/** Held-out instructions that could not be scored. */
	readonly unscored: number;
	/** Answers that were not computed on the user's device, and where; absent: none. */
	readonly elsewhere?: NonNullable<Score['elsewhere']>;
	/** Unix ms. */
	readonly at: number;
	/** As the project names them now: a score doesn't keep them. */
	readonly teacher: string;
	readonly referee: string;
};

export type StudentCard = {
	readonly student: {
		/** In the address of the Student page. */
		readonly id: string;
		readonly name: string;
		/** The trainer's id of its base. */
		readonly base: string;
		/** What made it: project and run; null: it ships with Retort or comes from elsewhere. */
		readonly madeBy: { readonly project: string; readonly run: string } | null;
		/** Of all its files, in bytes; null: nobody has listed them. */
		readonly bytes: number | null;
		/** Of those that an engine reads, in bytes. */
		readonly loadBytes: number | null;
	};
	readonly score: CardScore | null;
	/** The fastest first; none: not measured on this device. */
	readonly speeds: readonly CardSpeed[];
};

/** The score as a card tells it; null where there is none, or nothing could be scored. */
export function cardScore(
	score: Score | undefined,
	by: { readonly teacher: string; readonly referee: string },
): CardScore | null {
	if (score === undefined || score.relative === null) return null;
	const { relative, gain, exact, n, unscored, elsewhere, at } = score;
	const away = elsewhere === undefined ? {} : { elsewhere };
	return { relative, gain, exact, n, unscored, ...away, at, ...by };
}

/** The newest measurement of the student on each engine and in each batch, the fastest first. Of other students: none. */
export function speedsOf(
	benchmarks: readonly DeviceBenchmark[],
	studentId: string,
): readonly CardSpeed[] {
	const newest = new Map<string, CardSpeed>();
	for (const { at, device, student, rows } of benchmarks.toSorted(
		(one, other) => one.at - other.at,
	))
		for (const row of rows)
			if (student.id === studentId && row.kind === 'measured') {
				const { engine, batch, figures } = row;
				newest.set(`${engine} ${String(batch)}`, { engine, batch, figures, at, device });
			}
	return [...newest.values()].toSorted((one, other) => rateOf(other) - rateOf(one));
}

const rateOf = ({ figures }: CardSpeed) => figures.answersPerMinute ?? Number.NEGATIVE_INFINITY;

/** The fastest by answers a minute; undefined: none has a rate. */
export function fastestOf(speeds: readonly CardSpeed[]): CardSpeed | undefined {
	const [first] = speeds;
	return first?.figures.answersPerMinute == null ? undefined : first;
}

/** The least memory that it was measured to need, in bytes; null: not known. */
export function leastMemory(speeds: readonly CardSpeed[]): number | null {
	const known = speeds.flatMap(({ figures }) => figures.memoryBytes ?? []);
	return known.length === 0 ? null : Math.min(...known);
}
